import type { FormatPlan } from '@tapedeck/domain'
import { equalPartBytes, maxParts, planPartBytes } from '@tapedeck/object-store'
import type { OutputContext } from './cycle.ts'

const kib = 1024

/** Bytes of the parts in which a file goes up. */
export type PartSizes = {
  /** Of part `partNumber` (1-based), head not counted. */
  planned(partNumber: number): number
  /** Of every part, for stores that want them equal. */
  equal: number
}

const usualPartSizes: PartSizes = { planned: planPartBytes, equal: equalPartBytes }

/** Sample tables of 60 frames and 47 audio samples a second whose durations all differ, as RTMP's milliseconds make them. */
const mp4HeadBytesPerSecond = 1536
/** Of a part; it must have room for media, too: a longer head makes everything go up again. */
const maxMp4HeadShare = 0.75
/** The keyframe index of an FLV is bounded. */
const flvHeadBytes = 256 * kib

/** Room for the head in part 1 where parts must be equal: enough for a cycle of that length. */
const headBytes = ({ format, cycleSeconds }: FormatPlan, partBytes: number): number =>
  format === 'flv'
    ? flvHeadBytes
    : Math.min(64 * kib + cycleSeconds * mp4HeadBytesPerSecond, partBytes * maxMp4HeadShare)

/** How the parts of a file are laid out: equal for stores that want them so. */
export const partLayoutOf = ({
  objects,
  plan,
  partSizes = usualPartSizes,
}: Pick<OutputContext, 'objects' | 'plan' | 'partSizes'>):
  | { partBytes: PartSizes['planned'] }
  | { equalParts: { partBytes: number; headBytes: number } } =>
  objects.needsEqualParts === true
    ? { equalParts: { partBytes: partSizes.equal, headBytes: headBytes(plan, partSizes.equal) } }
    : { partBytes: partSizes.planned }

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
