import { buildManifest, manifestKeyOf } from '@tapedeck/domain'
import { storedFiles } from '@tapedeck/store'
import type { JanitorDeps } from './janitor-deps.ts'

/** Stores the manifest of a recording again, as its record and files are now; nothing when no file is stored. */
export const storeManifest = async (
  { store, resolveStorage, limit }: Pick<JanitorDeps, 'store' | 'resolveStorage' | 'limit'>,
  recordingId: string,
): Promise<void> => {
  const files = await storedFiles(store.recordings, recordingId)
  const recording = await store.recordings.get(recordingId)
  const first = files[0]
  if (recording === null || first === undefined) return
  const body = Buffer.from(JSON.stringify(buildManifest(recording, files), null, 2))
  const objects = resolveStorage(recording.storage)
  const key = manifestKeyOf(recordingId, first.key)
  await limit(() => objects.put(key, body, { contentType: 'application/json' }))
}
