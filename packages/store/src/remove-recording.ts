import { keys, runScript } from '@tapedeck/redis'
import type { StoreContext } from './store-context.ts'
import { readRecording } from './stored-recording.ts'
import { finishedIndexes } from './sweep-indexes.ts'
import { memberOf } from './write-recording.ts'

/** See RecordingStore.remove. */
export const removeRecording = async (context: StoreContext, id: string): Promise<boolean> => {
  const stored = await readRecording(context, id)
  if (stored === null) return false
  const removed = await runScript(
    context.redis,
    'tapedeckRemoveRecording',
    [
      keys.recording(id),
      keys.openCycles(id),
      keys.recordingsWithOpenCycles,
      keys.expiringRecordings,
      ...finishedIndexes,
      keys.lease(id),
      keys.progress(id),
      keys.files(id),
      keys.fileOrder(id),
      keys.generations(id),
      keys.events(id),
      keys.handover(id),
      keys.degradations(id),
      keys.thumbnails(id),
      keys.thumbnailBlocks(id),
      keys.commands(id),
      stored.idempotencyKey,
    ],
    [memberOf(stored.recording), finishedIndexes.length, id],
  )
  return removed === 1
}
