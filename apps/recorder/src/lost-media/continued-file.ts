import { compareOrigins, type FragmentOrigin, type RecordingFile } from '@tapedeck/domain'

/**
 * The sequence of the file that media behind a fragment's place continues: the one that holds the nearest media before
 * it. The first sequence when nothing before it is stored.
 * @param files those of one output
 */
export const continuedSequence = (files: RecordingFile[], origin: FragmentOrigin): number => {
  let nearest: { origin: FragmentOrigin; sequence: number } | null = null
  for (const { through = [], sequence } of files)
    for (const last of through) {
      if (compareOrigins(last, origin) >= 0) continue
      if (nearest === null || compareOrigins(last, nearest.origin) > 0)
        nearest = { origin: last, sequence }
    }
  return nearest?.sequence ?? Math.min(0, ...files.map(({ sequence }) => sequence))
}

/** Where the fillers of a generation and output go on: their next index, and how many slices they have. */
export const fillersBefore = (
  files: RecordingFile[],
  generation: number,
): { nextIndex: number; slices: number } => {
  const before = { nextIndex: 0, slices: 0 }
  for (const { filler, slices } of files) {
    if (filler?.generation !== generation) continue
    before.nextIndex = Math.max(before.nextIndex, filler.index + 1)
    before.slices += slices.length
  }
  return before
}
