import { isTapedeckError } from '@tapedeck/contracts'
import {
  isFinal,
  ownerOfStagingKey,
  type Recording,
  registeredNameOf,
  type StorageTarget,
  stagingPrefix,
} from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import type { JanitorDeps } from './janitor-deps.ts'

/** Bound of what one pass takes away of one storage. */
const maxPerPass = 1000

/** Something in staging: an object, or an upload that is not completed. */
type Staged = { key: string; uploadId: string | null; recordingId: string; generation: number }

/** What is known of the recording that something belongs to. */
type Owner = { recording: Recording | null; names: ReadonlySet<string> }

const nameOf = ({ key, uploadId }: Pick<Staged, 'key' | 'uploadId'>): string =>
  uploadId === null ? key : `${key} ${uploadId}`

/** Keys of fillers end so; they go up while nobody holds a lease. */
const isFiller = (key: string): boolean => /_g\d+-\d+\.[a-z0-9.]+$/.test(key)

/** Everything in staging; what is no recorder's is left alone. */
const listStaged = async (objects: ObjectStore): Promise<Staged[]> => {
  const uploads = await objects.listUploads(stagingPrefix)
  const stored = await objects.list(stagingPrefix)
  const all = [...uploads, ...stored.map(({ key }) => ({ key, uploadId: null }))]
  return all.flatMap(({ key, uploadId }) => {
    const owner = ownerOfStagingKey(key)
    return owner === null ? [] : [{ key, uploadId, ...owner }]
  })
}

const readOwner = async ({ store }: JanitorDeps, recordingId: string): Promise<Owner> => {
  const recording = await store.recordings.get(recordingId)
  const open = await store.openCycles.list(recordingId)
  const names = open.flatMap(({ cycle }) => [cycle.key, nameOf(cycle)])
  return { recording, names: new Set(names) }
}

/** True when nobody will ever come back to it. An older generation's upload may be gone on with: then a cycle names it. */
const isOrphan = (staged: Staged, { recording, names }: Owner): boolean => {
  if (names.has(nameOf(staged))) return false
  if (recording === null || isFinal(recording.state)) return true
  return staged.generation < recording.generation
}

const remove = async (
  deps: JanitorDeps,
  objects: ObjectStore,
  { key, uploadId }: Staged,
): Promise<void> => {
  if (uploadId === null) await deps.limit(() => objects.remove([key]))
  else await deps.limit(() => objects.abortUpload(key, uploadId))
  deps.metrics.did(uploadId === null ? 'object_removed' : 'upload_aborted')
  deps.log.info(
    { key, uploadId, bucket: objects.bucket },
    'removed what a recorder left in staging',
  )
}

/** False when there was more than one pass takes away. */
const sweepStorage = async (
  deps: JanitorDeps,
  objects: ObjectStore,
  names: Set<string>,
  signal: AbortSignal,
): Promise<boolean> => {
  const { stagingSeen, limits } = deps
  const owners = new Map<string, Promise<Owner>>()
  let removed = 0
  for (const staged of await listStaged(objects)) {
    if (signal.aborted || removed >= maxPerPass) return false
    const owner = owners.get(staged.recordingId) ?? readOwner(deps, staged.recordingId)
    owners.set(staged.recordingId, owner)
    const known = await owner
    if (!isOrphan(staged, known)) continue
    const name = `${objects.type} ${objects.place} ${nameOf(staged)}`
    names.add(name)
    const isUnseen = known.recording === null || isFiller(staged.key)
    const safeAgeMs = isUnseen ? limits.unseenStagingAgeMs : limits.stagingAgeMs
    if (stagingSeen.ageMs(name, deps.clock()) < safeAgeMs) continue
    await remove(deps, objects, staged)
    removed += 1
  }
  return true
}

/** True for a registered storage that was removed, which is forgotten. */
const isGone = async (
  { knowStorage, targets }: JanitorDeps,
  target: StorageTarget | null,
): Promise<boolean> => {
  if (target === null || registeredNameOf(target) === null) return false
  try {
    await knowStorage?.(target)
    return false
  } catch (error) {
    if (!isTapedeckError(error) || error.code !== 'STORAGE_NOT_CONFIGURED') throw error
    targets.forget(target)
    return true
  }
}

/**
 * Takes away what lost recorders left in staging: uploads that were never completed, objects that were never moved to
 * their key, live playlists. Only what is of a recording that has ended or is gone, or of an older generation, what no
 * open cycle names, and what was seen so for long. One storage that fails does not keep the others waiting.
 */
export const sweepStaging = async (deps: JanitorDeps, signal: AbortSignal): Promise<void> => {
  const names = new Set<string>()
  const done = new Set<string>()
  let isWhole = true
  for (const target of deps.targets.all()) {
    if (signal.aborted) return
    try {
      if (await isGone(deps, target)) continue
      const objects = deps.resolveStorage(target)
      if (done.has(objects.place)) continue
      done.add(objects.place)
      if (!(await sweepStorage(deps, objects, names, signal))) isWhole = false
    } catch (error) {
      isWhole = false
      failed(deps, target, error)
    }
  }
  if (isWhole && !signal.aborted) deps.stagingSeen.keepOnly(names)
}

const failed = (deps: JanitorDeps, target: StorageTarget | null, error: unknown): void => {
  deps.metrics.failed('staging')
  deps.log.warn({ err: error, storage: target }, 'staging could not be looked through; later again')
}
