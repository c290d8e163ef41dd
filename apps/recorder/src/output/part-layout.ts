import type { FormatPlan } from '@tapedeck/domain'
import { equalPartBytes, maxParts } from '@tapedeck/object-store'
import type { OutputContext } from './cycle.ts'

const kib = 1024

/** Sample tables of 60 frames and 47 audio samples a second whose durations all differ, as RTMP's milliseconds make them. */
const mp4HeadBytesPerSecond = 1536
/** A part must have room for media, too: a longer head makes everything go up again. */
const maxMp4HeadBytes = equalPartBytes * 0.75
/** The keyframe index of an FLV is bounded. */
const flvHeadBytes = 256 * kib

/** Room for the head in part 1 where parts must be equal: enough for a cycle of that length. */
const headBytes = ({ format, cycleSeconds }: FormatPlan): number =>
  format === 'flv'
    ? flvHeadBytes
    : Math.min(64 * kib + cycleSeconds * mp4HeadBytesPerSecond, maxMp4HeadBytes)

/** How the parts of a file are laid out for stores that want them equal; undefined for all others. */
export const equalPartsOf = ({
  objects,
  plan,
}: Pick<OutputContext, 'objects' | 'plan'>):
  | { partBytes: number; headBytes: number }
  | undefined =>
  objects.needsEqualParts === true
    ? { partBytes: equalPartBytes, headBytes: headBytes(plan) }
    : undefined

/** S3 takes no larger object. */
const largestObjectBytes = 5 * 1024 ** 4

/** What a cycle may become before it must be cut, head included: the template's limit, or what the store can take. */
export const maxCycleBytes = ({
  objects,
  plan,
}: Pick<OutputContext, 'objects' | 'plan'>): number => {
  const takes = objects.needsEqualParts === true ? equalPartBytes * maxParts : largestObjectBytes
  // one part less, for the head
  return Math.min(plan.maxBytes ?? Number.POSITIVE_INFINITY, takes - equalPartBytes)
}
