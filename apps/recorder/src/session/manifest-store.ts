import { buildManifest, manifestKeyOf, type Recording } from '@tapedeck/domain'
import { storedFiles } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { putNote } from '../backup-return/backup-note.ts'
import { reliably } from '../reliably.ts'
import type { SessionDeps } from './session-deps.ts'

/** Tries for the manifest: about four minutes of an outage that begins after the last file. */
const manifestAttempts = 12

type ManifestDeps = Pick<
  SessionDeps,
  'store' | 'resolveStorage' | 'limit' | 'storageRetry' | 'random' | 'metrics'
> &
  Partial<Pick<SessionDeps, 'recorderId' | 'storageHealth' | 'backup' | 'clock' | 'monotonic'>>

/**
 * Stores the manifest of a recording beside its first file, or in the backup while its storage fails; nothing when no
 * file is stored. It is a copy for the day when the record is gone: failing to write it loses no media, so it never
 * rejects.
 * @param recording as the manifest is to show it
 * @returns true when it is in the storage of the recording
 */
export const storeManifest = async (
  deps: ManifestDeps,
  recording: Recording,
  log: Logger,
  signal: AbortSignal,
): Promise<boolean> => {
  try {
    const files = await storedFiles(deps.store.recordings, recording.id)
    const first = files[0]
    if (first === undefined) return true
    const key = manifestKeyOf(recording.id, first.key)
    const body = Buffer.from(JSON.stringify(buildManifest(recording, files), null, 2))
    if (
      !hasFailedForLong(deps, recording) &&
      (await putManifest(deps, recording, { key, body }, { log, signal }))
    )
      return true
    await putInBackup(deps, recording, { key, body }, log)
  } catch (error) {
    log.error({ err: error }, 'the manifest could not be stored')
  }
  return false
}

const json = { contentType: 'application/json' }

/** True when the backup takes what is stored now. */
const hasFailedForLong = (
  { storageHealth, backup, monotonic }: ManifestDeps,
  { storage }: Recording,
): boolean =>
  backup != null &&
  storageHealth !== undefined &&
  monotonic !== undefined &&
  storageHealth(storage).failingMs(monotonic()) >= backup.afterMs

/** False when the storage failed in every try. */
const putManifest = async (
  deps: ManifestDeps,
  { storage }: Recording,
  { key, body }: { key: string; body: Buffer },
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<boolean> => {
  const objects = deps.resolveStorage(storage)
  const context = {
    retry: { ...deps.storageRetry, attempts: manifestAttempts },
    random: deps.random,
    signal,
    onStorageRetry: (error: unknown) => {
      deps.metrics.storageRetries.inc()
      log.warn({ err: error }, 'the manifest could not be stored; trying again')
    },
  }
  try {
    await reliably(context, () => deps.limit(() => objects.put(key, body, json)))
    return true
  } catch (error) {
    log.error({ err: error }, 'the manifest could not be stored')
    return false
  }
}

/** Puts it into the backup, with a note for whoever brings it back. */
const putInBackup = async (
  { backup, recorderId, clock }: ManifestDeps,
  { id: recordingId, storage }: Recording,
  { key, body }: { key: string; body: Buffer },
  log: Logger,
): Promise<void> => {
  if (backup == null || recorderId === undefined || clock === undefined) return
  await backup.limit(async () => {
    await backup.resolve(storage).put(key, body, json)
    const note = { recordingId, storage, file: null, manifestKey: key }
    await putNote(backup.root, { recorderId, notedAtMs: clock() }, note)
  })
  log.warn({ recordingId, key }, 'the manifest went to the backup storage')
}
