import type { Recording } from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import { storagesOfRecording } from './storage-users.ts'
import type { RecordingStore } from './store.ts'
import type { StoreContext } from './store-context.ts'
import { readRecording } from './stored-recording.ts'
import { sweepIndexes } from './sweep-indexes.ts'
import { memberOf, untilNotRaced } from './write-recording.ts'

type CreateOutcome = 'created' | 'existing' | 'conflict'

/** Each creation takes up to so many expired recordings out of the indexes, so that these cannot grow for ever. */
const sweptPerCreation = 100

/** See RecordingStore.create. */
export const createRecording = async (
  context: StoreContext,
  recording: Recording,
  request: Parameters<RecordingStore['create']>[1],
): ReturnType<RecordingStore['create']> => {
  const { fingerprint, idempotencyKey } = request
  const scriptKeys = [
    keys.recording(recording.id),
    idempotencyKey === null ? '' : keys.idempotency(idempotencyKey),
    keys.recordings,
    keys.recordingsInState(recording.state),
    keys.unfinishedRecordings,
  ]
  const args = [
    recording.id,
    fingerprint,
    JSON.stringify(recording),
    recording.state,
    recording.revision,
    memberOf(recording),
    storagesOfRecording(recording),
  ]
  const result = await untilNotRaced(async () => {
    const [outcome, id] = (await runScript(
      context.redis,
      'tapedeckCreateRecording',
      scriptKeys,
      args,
    )) as [CreateOutcome, string]
    if (outcome === 'created') return { outcome, recording }
    // Gone when it was removed or expired in this very moment: then the way is free.
    const stored = await readRecording(context, id)
    return stored === null ? 'raced' : { outcome, recording: stored.recording }
  })
  if (result.outcome === 'created') await sweepIndexes(context, sweptPerCreation)
  return result
}
