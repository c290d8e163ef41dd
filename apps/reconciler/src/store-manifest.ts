import type { StorageTarget } from '@tapedeck/domain'
import { buildManifest, manifestKeyOf } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { type RecordingStore, storedFiles } from '@tapedeck/store'

/** Writes in a row of one manifest whose recording changes meanwhile. */
const maxWrites = 10

type ManifestDeps = {
  recordings: RecordingStore
  /** @throws STORAGE_NOT_CONFIGURED */
  resolve: (target: StorageTarget | null) => ObjectStore
}

/** The manifest as record and files are now; null when the recording or its files are gone. */
const manifestNow = async (recordings: RecordingStore, recordingId: string) => {
  const files = await storedFiles(recordings, recordingId)
  const recording = await recordings.get(recordingId)
  const [first] = files
  if (recording === null || first === undefined) return null
  return {
    target: recording.storage,
    key: manifestKeyOf(recordingId, first.key),
    text: JSON.stringify(buildManifest(recording, files), null, 2),
  }
}

/**
 * Stores the manifest of a recording again, as its record and files are now; nothing when no file is stored. It is written
 * until it says what the record says after the write, so that of two who write at once the later one leaves nothing old behind.
 * @throws TapedeckError STORAGE_*, REDIS_UNAVAILABLE
 */
export const storeManifest = async (
  { recordings, resolve }: ManifestDeps,
  recordingId: string,
): Promise<void> => {
  let written: string | null = null
  for (let writes = 0; writes < maxWrites; writes++) {
    const manifest = await manifestNow(recordings, recordingId)
    if (manifest === null || manifest.text === written) return
    const { target, key, text } = manifest
    await resolve(target).put(key, Buffer.from(text), { contentType: 'application/json' })
    written = text
  }
}
