import type { RecordingFile, RecordingSlice } from '@tapedeck/domain'

export type SelectedSlice = RecordingSlice & { file: RecordingFile }

const endOf = ({ startedAtMs, durationMs }: RecordingSlice): number => startedAtMs + durationMs

/**
 * The slices of an index: those that were complete between the two times, as the service chooses by the time of the upload.
 * What begins another file does not continue the one before.
 * @param files in the order of their times
 * @param isEndIncluded adds the slice that goes on over the end
 */
export const selectSlices = (
  files: readonly RecordingFile[],
  { StartTime, EndTime }: { StartTime: number; EndTime: number },
  isEndIncluded: boolean,
): SelectedSlice[] => {
  const all = files.flatMap((file) =>
    file.slices.map((slice, i) => ({
      ...slice,
      discontinuity: slice.discontinuity || i === 0,
      file,
    })),
  )
  const complete = all.filter((slice) => endOf(slice) > StartTime && endOf(slice) <= EndTime)
  const next = all.find((slice) => slice.startedAtMs < EndTime && endOf(slice) > EndTime)
  return isEndIncluded && next !== undefined ? [...complete, next] : complete
}
