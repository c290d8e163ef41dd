import { fileIdOf, type RecordingFile } from './recording-file.ts'

/** Which filler of a recording's output: the generation whose media it holds, and its number in it (from 0). */
export type FillerId = NonNullable<RecordingFile['filler']>

/** What tells a filler's id and keys from those of the file that it continues. */
const markOf = ({ generation, index }: FillerId): string => `g${generation}-${index}`

/** The id of a filler. */
export const fillerIdOf = (
  recordingId: string,
  output: string,
  sequence: number,
  filler: FillerId,
): string => `${fileIdOf(recordingId, output, sequence)}.${markOf(filler)}`

/** What is appended to the keys of a filler, in front of the extension. */
export const fillerKeySuffix = (filler: FillerId): string => `_${markOf(filler)}`
