import type { FormatPlan, OutputFormat } from '@tapedeck/domain'
import { type InitSegment, unsupportedTracks } from '@tapedeck/media'
import { canHold, ownTracks } from '../output/track-selection.ts'

type Outputs = readonly Pick<FormatPlan, 'name' | 'format' | 'tracks'>[]

/** An output that skips a stream: a codec that its format refuses, or null when the stream has none of its tracks. */
export type Refusal = { output: string; format: OutputFormat; codec: string | null }

/** Outputs that cannot hold this stream: they skip it. */
export const refusalsOf = (outputs: Outputs, init: InitSegment): Refusal[] =>
  outputs.flatMap(({ name: output, format, tracks }): Refusal[] => {
    const own = ownTracks({ tracks }, init.tracks)
    if (own.length === 0) return [{ output, format, codec: null }]
    return unsupportedTracks(format, own).map(({ codec }) => ({ output, format, codec }))
  })

/** True when no output can hold the stream. */
export const areAllRefused = (outputs: Outputs, init: InitSegment): boolean =>
  outputs.every((plan) => !canHold(plan, init.tracks))

/** What a recording that nothing can hold says of it, for people. */
export const describeRefusals = (refusals: readonly Refusal[]): string => {
  const codecs = [...new Set(refusals.flatMap(({ codec }) => codec ?? []))].join(', ')
  const withoutTrack = [
    ...new Set(refusals.filter(({ codec }) => codec === null).map(({ output }) => output)),
  ]
  const lacking = `The stream has no track for ${withoutTrack.map((name) => `"${name}"`).join(', ')}`
  const refusing = `None of the template's formats can hold ${codecs}`
  if (codecs === '') return lacking
  return withoutTrack.length === 0 ? refusing : `${refusing}. ${lacking}`
}
