import {
  fillerKeySuffix,
  needsEndTime,
  type PatternValues,
  type Recording,
  renderPattern,
  stagingKeyOf,
} from '@tapedeck/domain'
import type { CycleStart, OutputContext } from './cycle.ts'
import type { Span } from './cycle-meter.ts'

/** What keys are made of. */
export type KeyContext = Pick<
  OutputContext,
  'generation' | 'filler' | 'plan' | 'extension' | 'sliceMark' | 'keys'
> & {
  recording: Pick<Recording, 'id' | 'stream'>
}

const valuesOf = (
  context: KeyContext,
  sequence: number,
  startMs: number,
  endMs: number | null,
): PatternValues => ({
  recordingId: context.recording.id,
  domain: context.recording.stream.domain,
  app: context.recording.stream.app,
  stream: context.recording.stream.stream,
  format: context.plan.format,
  output: context.plan.name,
  sequence,
  startMs,
  endMs,
})

/** What a cycle's keys are made of: a filler has the sequence of the file that it continues, and a suffix. */
const cycleName = ({ filler }: KeyContext, cycle: number): { sequence: number; suffix: string } =>
  filler === undefined
    ? { sequence: cycle, suffix: '' }
    : {
        sequence: filler.sequence,
        suffix: fillerKeySuffix({ generation: filler.generation, index: cycle }),
      }

/** Where objects lie whose final key is not known yet; the generation keeps two recorders apart. */
export const stagingKey = (context: KeyContext, cycle: number): string => {
  const { recording, generation, plan, extension } = context
  const { sequence, suffix } = cycleName(context, cycle)
  // names of outputs have no dot in them, so that no two come to the same
  return stagingKeyOf(recording.id, generation, `${plan.name}.${sequence}${suffix}${extension}`)
}

/**
 * The final key as it is known when the cycle opens; null when its pattern needs the end time.
 * @param former the key under which a former generation began the same cycle: it goes on there
 */
export const keyInPlace = (
  context: KeyContext,
  { sequence, startedAtMs }: Pick<CycleStart, 'sequence' | 'startedAtMs'>,
  former: string | null,
): string | null => {
  if (needsEndTime(context.plan.objectPattern)) return null
  if (former === null) return rendered(context, sequence, startedAtMs, null)
  context.keys.claim(former)
  return former
}

/** The key of the finished object. Asked once per cycle, when it has ended and before the next one ends. */
export const finalKey = (context: KeyContext, sequence: number, span: Span): string =>
  rendered(context, sequence, span.startedAtMs, span.endedAtMs)

const rendered = (
  context: KeyContext,
  cycle: number,
  startMs: number,
  endMs: number | null,
): string => {
  const { sequence, suffix } = cycleName(context, cycle)
  const values = valuesOf(context, sequence, startMs, endMs)
  const { plan, keys, extension } = context
  return keys.enter(renderPattern(plan.objectPattern, values) + suffix, extension, cycle)
}

/**
 * The key of a slice, without its extension. Slices count through the whole recording, those of fillers through all
 * fillers of their generation.
 */
export const sliceKey = (context: KeyContext, sequence: number, startMs: number): string =>
  renderPattern(
    context.plan.slicePattern ?? `${context.recording.id}/{UnixTimestamp}_{Sequence}`,
    valuesOf(context, sequence, startMs, null),
  ) +
  (context.sliceMark ?? '') +
  (context.filler === undefined ? '' : `_g${context.filler.generation}`)
