import { isFinal, type RecordingInput } from '@tapedeck/domain'
import type { RecordingPatch, Store } from '@tapedeck/store'
import type { CalmSince } from './calm-since.ts'
import { decideUnowned, type UnownedLimits } from './unowned-decision.ts'
import type { UnownedSince } from './unowned-since.ts'

/**
 * What became of one recording in a pass.
 * owned: a recorder drives it. finished: it ended meanwhile. watched: it has no owner, and a recorder was woken lately
 * or its own is given time. requeued: its job is in the queue. canceled, lost: the reconciler ended it.
 */
export const reconcileOutcomes = [
  'owned',
  'finished',
  'watched',
  'requeued',
  'canceled',
  'lost',
] as const
export type ReconcileOutcome = (typeof reconcileOutcomes)[number]

export type ReconcileLimits = UnownedLimits & {
  /** The pause before a recorder is woken again for the same recording, in milliseconds. */
  wakeEveryMs: number
}

/** How many recordings a pass found in which situation. */
export type ReconcileSummary = Record<ReconcileOutcome | 'failures', number>

export type ReconcileOptions = {
  store: Pick<Store, 'recordings' | 'leases'>
  /** Adds the record job; one that waits already is not doubled. */
  wake: (recordingId: string) => Promise<void>
  unowned: UnownedSince
  calm: CalmSince
  /** Name under which leases are taken to end a recording. */
  ownerId: string
  limits: ReconcileLimits
  /** Monotonic milliseconds. */
  clock: () => number
  onError: (error: unknown, recordingId: string) => void
}

/** Bound of one pass; the oldest unfinished recordings come first. */
export const maxRecordingsPerPass = 50_000
/** Recordings looked at side by side. */
const parallel = 16
const leaseTtlMs = 15_000

type Ending = { input: RecordingInput; patch: RecordingPatch; outcome: 'canceled' | 'lost' }

const canceling: Ending = {
  input: 'stopRequested',
  patch: { reason: 'stopped' },
  outcome: 'canceled',
}

const losing: Ending = {
  input: 'faulted',
  patch: {
    reason: 'recorder_lost',
    reasonDetail: 'No recorder took the recording over after its recorder was lost',
  },
  outcome: 'lost',
}

/** Ends a recording under a lease of its own, so that a recorder that comes back in this moment is not cut off. */
const end = async (
  { store, ownerId }: ReconcileOptions,
  recordingId: string,
  { input, patch, outcome }: Ending,
): Promise<ReconcileOutcome> => {
  const lease = await store.leases.acquire(recordingId, ownerId, leaseTtlMs)
  if (lease === null) return 'owned'
  try {
    const result = await store.recordings.transition({ recordingId, input, lease, patch })
    return result.outcome === 'moved' ? outcome : 'owned'
  } finally {
    await store.leases.release(lease)
  }
}

const reconcileUnowned = async (
  options: ReconcileOptions,
  recordingId: string,
): Promise<ReconcileOutcome> => {
  const recording = await options.store.recordings.get(recordingId)
  if (recording === null || isFinal(recording.state)) return 'finished'
  const { unowned, calm, limits } = options
  const nowMs = options.clock()
  const sighting = { unownedMs: unowned.seen(recordingId, nowMs), calmMs: calm.calmMs(nowMs) }
  switch (decideUnowned(recording, sighting, limits)) {
    case 'cancel':
      return end(options, recordingId, canceling)
    case 'fail':
      return end(options, recordingId, losing)
    case 'watch':
      return 'watched'
    case 'wake':
      if (!unowned.wakes(recordingId, nowMs, limits.wakeEveryMs)) return 'watched'
      await options.wake(recordingId)
      return 'requeued'
  }
}

const reconcileOne = async (
  options: ReconcileOptions,
  recordingId: string,
): Promise<ReconcileOutcome> => {
  const outcome = await reconcileUnowned(options, recordingId)
  if (outcome !== 'requeued' && outcome !== 'watched') options.unowned.forget(recordingId)
  return outcome
}

/** The unfinished recordings without an owner; the others are counted. */
const listUnowned = async (
  { store, calm, clock }: ReconcileOptions,
  summary: ReconcileSummary,
): Promise<string[]> => {
  const askedAtMs = clock()
  const ids = await store.recordings.listUnfinished(maxRecordingsPerPass)
  calm.answered(askedAtMs, clock())
  const owners = await store.leases.owners(ids)
  const unowned = ids.filter((_, index) => owners[index] === null)
  summary.owned += ids.length - unowned.length
  return unowned
}

/**
 * Looks at every unfinished recording once and sets right what nobody drives. Doing it twice, or in two processes
 * at once, changes nothing more. One recording that fails does not keep the others waiting.
 * @throws TapedeckError REDIS_UNAVAILABLE when the list cannot be read
 */
export const reconcile = async (
  options: ReconcileOptions,
  signal: AbortSignal,
): Promise<ReconcileSummary> => {
  const summary: ReconcileSummary = {
    owned: 0,
    finished: 0,
    watched: 0,
    requeued: 0,
    canceled: 0,
    lost: 0,
    failures: 0,
  }
  const unowned = await listUnowned(options, summary)
  options.unowned.keepOnly(unowned)
  const queue = unowned.values()
  const work = async (): Promise<void> => {
    for (const id of queue) {
      if (signal.aborted) return
      try {
        summary[await reconcileOne(options, id)] += 1
      } catch (error) {
        summary.failures += 1
        options.onError(error, id)
      }
    }
  }
  await Promise.all(Array.from({ length: parallel }, work))
  return summary
}
