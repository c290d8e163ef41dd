import type { FormatPlan, OutputFormat } from '@tapedeck/domain'
import { type InitSegment, unsupportedTracks } from '@tapedeck/media'

type Formats = readonly Pick<FormatPlan, 'format'>[]

/** Formats that cannot hold a track of this stream, with the codec that they refuse: they skip it. */
export const refusalsOf = (
  formats: Formats,
  init: InitSegment,
): { format: OutputFormat; codec: string }[] =>
  formats.flatMap(({ format }) =>
    unsupportedTracks(format, init.tracks).map(({ codec }) => ({ format, codec })),
  )

/** True when no format can hold the stream. */
export const areAllRefused = (formats: Formats, init: InitSegment): boolean => {
  const refusing = new Set(refusalsOf(formats, init).map(({ format }) => format))
  return formats.every(({ format }) => refusing.has(format))
}
