import { isFinal, type Recording, type RecordingProgress, storagesOf } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import type { Lease, Store } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { JanitorMetrics } from '../janitor/janitor-metrics.ts'
import type { StorageTargets } from '../janitor/storage-targets.ts'
import { decideOwned, type OwnedLimits } from './owned-decision.ts'
import type { OwnedWatch } from './owned-watch.ts'
import type { Revocations } from './revocations.ts'

export type OwnedDeps = {
  store: Pick<Store, 'recordings' | 'leases' | 'progress' | 'openCycles' | 'recorders'>
  /** The storage of a recording; null when the reconciler has none. */
  resolveStorage: ((target: Recording['storage']) => ObjectStore) | null
  targets: StorageTargets
  watch: OwnedWatch
  revocations: Revocations
  limits: OwnedLimits
  /** Adds the record job. */
  wake: (recordingId: string) => Promise<void>
  /** Name under which leases are taken to end a recording. */
  ownerId: string
  /** Monotonic milliseconds. */
  clock: () => number
  metrics: JanitorMetrics
  log: Logger
}

/** Bound of one pass; the oldest unfinished recordings come first. */
const maxPerPass = 50_000
/** Recordings looked at side by side. */
const parallel = 8
const leaseTtlMs = 15_000

/** Everything that changes while a recorder gets on with a recording. */
const shapeOf = (
  { state, revision }: Recording,
  { generation }: Lease,
  progress: RecordingProgress | null,
  storedPieces: number,
): string =>
  JSON.stringify([
    state,
    revision,
    generation,
    progress?.receivedBytes,
    progress?.mediaMs,
    progress?.uploadBacklogBytes,
    storedPieces,
  ])

/** True when every storage that its outputs go to takes objects. */
const isStorageThere = async (
  { resolveStorage, log }: OwnedDeps,
  recording: Recording,
): Promise<boolean> => {
  if (resolveStorage === null) return false
  try {
    for (const target of storagesOf(recording)) await resolveStorage(target).check()
    return true
  } catch (error) {
    log.info({ err: error, recordingId: recording.id }, 'not finished: a storage of it is away')
    return false
  }
}

/** No recorder gets it done: it is ended, and the janitor makes files of what is in storage. */
const end = async (deps: OwnedDeps, recording: Recording): Promise<void> => {
  const { store, ownerId } = deps
  const lease = await store.leases.acquire(recording.id, ownerId, leaseTtlMs)
  if (lease === null) return
  try {
    const patch = {
      reason: 'internal',
      reasonDetail: 'No recorder could go on with the recording',
    } as const
    const request = { recordingId: recording.id, input: 'faulted', lease, patch } as const
    const result = await store.recordings.transition(request)
    if (result.outcome === 'moved') deps.metrics.did('recording_ended')
  } finally {
    await store.leases.release(lease)
  }
}

/** Takes the lease away from its owner, whose writes are refused from then on, and wakes another recorder. */
const revoke = async (deps: OwnedDeps, recording: Recording, lease: Lease): Promise<void> => {
  const { id, state } = recording
  const isHopeless = deps.revocations.count(id, state)
  deps.log.warn({ recordingId: id, state, lease, isHopeless }, 'took a lease from a stuck recorder')
  await deps.store.leases.release(lease)
  deps.metrics.did('lease_revoked')
  if (isHopeless) await end(deps, recording)
  else await deps.wake(id)
}

const lookAfter = async (deps: OwnedDeps, lease: Lease, present: Set<string>): Promise<void> => {
  const { store, watch } = deps
  const id = lease.recordingId
  const recording = await store.recordings.get(id)
  if (recording === null || isFinal(recording.state)) return
  deps.targets.noteAll(storagesOf(recording))
  const progress = await store.progress.get(id)
  // nothing is received any more: only what reaches the storage tells
  const open = recording.state === 'finalizing' ? await store.openCycles.list(id) : []
  const pieces = open.reduce((count, cycle) => count + cycle.pieces.length, 0)
  const nowMs = deps.clock()
  const stillMs = watch.stillMs(id, shapeOf(recording, lease, progress, pieces), nowMs)
  const leftMs = await store.leases.leftMs(id)
  if (leftMs === null) return
  const goneMs = watch.goneMs(id, present.has(lease.ownerId), leftMs, nowMs)
  const decision = decideOwned(recording, { stillMs, goneMs }, deps.limits)
  if (decision === 'leave') return
  if (decision === 'revokeIfStored' && !(await isStorageThere(deps, recording))) return
  await revoke(deps, recording, lease)
}

/**
 * Looks at every recording that has an owner, and takes it from an owner that is gone or stuck. Nothing is lost by
 * that: what the owner received lies in its spool and storage. Twice or side by side it does no more: a lease is
 * released by its generation. One recording that fails does not keep the others waiting.
 */
export const lookAfterOwned = async (deps: OwnedDeps, signal: AbortSignal): Promise<void> => {
  const { store, watch, revocations } = deps
  const ids = await store.recordings.listUnfinished(maxPerPass)
  const owned = (await store.leases.owners(ids)).filter((lease) => lease !== null)
  const present = new Set((await store.recorders.list()).map(({ recorderId }) => recorderId))
  watch.keepOnly(owned.map(({ recordingId }) => recordingId))
  revocations.keepOnly(ids)
  const queue = owned.values()
  const work = async (): Promise<void> => {
    for (const lease of queue) {
      if (signal.aborted) return
      try {
        await lookAfter(deps, lease, present)
      } catch (error) {
        deps.metrics.failed('owned')
        deps.log.warn({ err: error, recordingId: lease.recordingId }, 'could not be looked after')
      }
    }
  }
  await Promise.all(Array.from({ length: parallel }, work))
}
