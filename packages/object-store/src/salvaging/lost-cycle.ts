import {
  extensionOf,
  type FormatPlan,
  fileIdOf,
  isSameStorage,
  KeyBook,
  needsEndTime,
  type OpenCycle,
  type OpenCyclePiece,
  outputOf,
  type Recording,
  type RecordingFile,
  renderPattern,
  storageOfOutput,
} from '@tapedeck/domain'
import type { ObjectStore } from '../object-store.ts'
import { placeFacts } from '../place-facts.ts'

/** A cycle that a lost recorder left open, with what is needed to make a file of it. */
export type LostCycle = {
  recording: Recording
  plan: FormatPlan
  cycle: OpenCycle
  pieces: OpenCyclePiece[]
  objects: ObjectStore
  /** Files of the recording that are stored already. */
  files: RecordingFile[]
}

/** When a salvaged file begins and ends, and how long its media is. */
type Span = Pick<RecordingFile, 'startedAtMs' | 'endedAtMs' | 'durationMs'>

/** The key that the file gets; a pattern that renders to the key of another file gets the sequence appended. */
export const keyOfLost = ({ recording, plan, cycle, files }: LostCycle, span: Span): string => {
  const isInPlace = cycle.uploadId !== null && !needsEndTime(plan.objectPattern)
  if (isInPlace) return cycle.key
  const rendered = renderPattern(plan.objectPattern, {
    recordingId: recording.id,
    ...recording.stream,
    format: plan.format,
    output: plan.name,
    sequence: cycle.sequence,
    startMs: span.startedAtMs,
    endMs: span.endedAtMs,
  })
  const own = storageOfOutput(recording, cycle.output)
  const inSameStorage = files.filter((file) =>
    isSameStorage(storageOfOutput(recording, outputOf(file)), own),
  )
  const taken = new KeyBook(inSameStorage.map(({ key }) => key))
  return taken.enter(rendered, extensionOf(plan, recording.template.formats), cycle.sequence)
}

/** The record of a file that was made of a lost cycle. */
export const fileOfLost = (
  { recording, cycle, objects }: LostCycle,
  content: Span &
    Pick<RecordingFile, 'key' | 'bytes' | 'crc32' | 'slices' | 'through' | 'isSalvaged'>,
): RecordingFile => ({
  id: fileIdOf(recording.id, cycle.output, cycle.sequence),
  recordingId: recording.id,
  generation: cycle.generation,
  format: cycle.format,
  output: cycle.output,
  sequence: cycle.sequence,
  ...placeFacts(objects),
  width: cycle.width,
  height: cycle.height,
  codecs: cycle.codecs,
  initKey: cycle.initKey,
  from: cycle.from,
  ...(isElsewhere(cycle, recording) ? { isInBackup: true } : {}),
  ...content,
})

const isElsewhere = ({ output, storage }: OpenCycle, recording: Recording): boolean =>
  !isSameStorage(storage, storageOfOutput(recording, output))
