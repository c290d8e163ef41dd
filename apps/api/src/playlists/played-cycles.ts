import {
  fileIdOf,
  fileOrder,
  isSliced,
  type OpenCycle,
  type OpenCyclePiece,
  outputOf,
  type RecordingFile,
  type RecordingSlice,
  type StorageTarget,
} from '@tapedeck/domain'

/** Slices of an output that are stored and belong together: of one file, or of a cycle that is recorded now. */
export type PlayedCycle = {
  /** Stays the same when the cycle becomes a file. */
  fileId: string
  format: 'm3u8' | 'cmaf'
  /** cmaf only. */
  initKey: string | null
  slices: RecordingSlice[]
  /** Where its objects lie. */
  place: { file: RecordingFile } | { target: StorageTarget }
}

/** A cycle that is recorded now, with the pieces of it that are stored. */
export type RunningCycle = { cycle: OpenCycle; pieces: OpenCyclePiece[] }

const ofFile = (file: RecordingFile): PlayedCycle | null =>
  isSliced(file.format) && file.removedAtMs === undefined
    ? {
        fileId: file.id,
        format: file.format,
        initKey: file.initKey,
        slices: file.slices,
        place: { file },
      }
    : null

const ofRunning = (recordingId: string, { cycle, pieces }: RunningCycle): PlayedCycle | null =>
  isSliced(cycle.format)
    ? {
        fileId: fileIdOf(recordingId, cycle.output, cycle.sequence),
        format: cycle.format,
        initKey: cycle.initKey,
        slices: pieces.flatMap(({ slice }) => slice ?? []),
        place: { target: cycle.storage },
      }
    : null

const hasSlices = (cycle: PlayedCycle | null): cycle is PlayedCycle =>
  cycle !== null && cycle.slices.length > 0

/**
 * What can be played of an output, in order. While the recording runs it only grows at its end: media that came later
 * into storage, and belongs between what players have already seen, is left out until the recording has ended.
 * @param running as they were before the files were read, so that a cycle that ended meanwhile is in one of both
 */
export const playedCycles = (
  recordingId: string,
  output: string,
  known: { isRunning: boolean; files: RecordingFile[]; running: RunningCycle[] },
): PlayedCycle[] => {
  const files = known.files.filter(
    (file) => outputOf(file) === output && !(known.isRunning && file.filler !== undefined),
  )
  const stored = new Set(files.map(({ id }) => id))
  const open = known.running
    .filter(({ cycle }) => known.isRunning && cycle.output === output)
    .toSorted((a, b) => a.cycle.sequence - b.cycle.sequence)
    .map((running) => ofRunning(recordingId, running))
    .filter((cycle) => cycle !== null && !stored.has(cycle.fileId))
  return [...files.toSorted(fileOrder).map(ofFile), ...open].filter(hasSlices)
}
