import {
  keySpacesOf,
  type Recording,
  registeredNameOf,
  type StorageTarget,
  withKeyMarks,
} from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import { storagesOfRecording, unlessStorageMissing } from './storage-users.ts'
import type { RecordingStore } from './store.ts'
import type { StoreContext } from './store-context.ts'
import { readRecording } from './stored-recording.ts'
import { sweepIndexes } from './sweep-indexes.ts'
import { memberOf, untilNotRaced } from './write-recording.ts'

/** With the id of the recording that is there now, or with the numbers of the key spaces that others hold. */
type CreateAnswer =
  | [outcome: 'created' | 'existing' | 'conflict', id: string]
  | [outcome: 'held', spaces: number[]]

/** Each creation takes up to so many expired recordings out of the indexes, so that these cannot grow for ever. */
const sweptPerCreation = 100

/** A place by the words in which it is told. */
const placeInWords = (target: StorageTarget): string =>
  target.type === 's3'
    ? `s3/${registeredNameOf(target) ?? ''}/${target.bucket ?? ''}`
    : ['filesystem', ...(target.directory === null ? [] : [target.directory])].join('/')

/** See RecordingStore.create. */
export const createRecording = async (
  context: StoreContext,
  wanted: Recording,
  request: Parameters<RecordingStore['create']>[1],
): ReturnType<RecordingStore['create']> => {
  const { fingerprint, idempotencyKey, placeOf = placeInWords } = request
  let recording = wanted
  const result = await untilNotRaced(async () => {
    const spaces = keySpacesOf(recording, placeOf)
    const scriptKeys = [
      keys.recording(recording.id),
      idempotencyKey === null ? '' : keys.idempotency(idempotencyKey),
      keys.recordings,
      keys.recordingsInState(recording.state),
      keys.unfinishedRecordings,
      ...spaces.map(({ name }) => keys.keySpace(name)),
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
    const [outcome, found] = unlessStorageMissing<CreateAnswer>(
      await runScript(context.redis, 'tapedeckCreateRecording', scriptKeys, args),
    )
    if (outcome === 'created') return { outcome, recording }
    if (outcome === 'held') {
      // marked patterns have no key space: each time fewer are asked for
      recording = withKeyMarks(
        recording,
        spaces.filter((_, number) => found.includes(number)),
      )
      return 'raced'
    }
    // Gone when it was removed or expired in this very moment: then the way is free.
    const stored = await readRecording(context, found)
    return stored === null ? 'raced' : { outcome, recording: stored.recording }
  })
  if (result.outcome === 'created') await sweepIndexes(context, sweptPerCreation)
  return result
}
