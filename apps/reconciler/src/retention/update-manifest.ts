import { hasRetention, isFinal } from '@tapedeck/domain'
import { storedFiles } from '@tapedeck/store'
import { storeManifest } from '../store-manifest.ts'
import type { RetentionDeps } from './retention-deps.ts'

/**
 * Has the stored manifest say which files were removed. Of a recording that runs there is none yet, and one whose files are all
 * removed goes with its recording, when that has a time after which it goes.
 * @throws TapedeckError STORAGE_*, REDIS_UNAVAILABLE
 */
export const updateManifest = async (
  { store: { recordings }, storage }: RetentionDeps,
  recordingId: string,
): Promise<void> => {
  const recording = await recordings.get(recordingId)
  if (recording === null || !isFinal(recording.state)) return
  const files = await storedFiles(recordings, recordingId)
  const isToStay = !hasRetention(recording.template)
  if (isToStay || files.some(({ removedAtMs }) => removedAtMs === undefined))
    await storeManifest({ recordings, resolve: storage.resolve }, recordingId)
}
