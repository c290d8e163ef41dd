import type { Degradation, Recording, RecordingReason, RenditionProfile } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import type { EncoderSettings } from './source/pull-settings.ts'

/** The rendition that a recording's own ffmpeg makes; null for a copy, also of a rendition that the server makes. */
export const madeProfileOf = ({
  rendition,
}: Pick<Recording, 'rendition'>): RenditionProfile | null =>
  rendition?.isMade === true ? rendition.profile : null

/** What the pull of a recording counts for in the capacity of a recorder: a copy for one. */
export const costOf = (recording: Pick<Recording, 'rendition'>, encodingCost: number): number =>
  madeProfileOf(recording) === null ? 1 : encodingCost

/**
 * What a session counts for in the capacity of its recorder: its ffmpeg while it runs. One that encodes has its share as
 * long as it waits for its stream as well, for all renditions of a stream go live at the same time.
 */
export const loadOf = (
  session: { isPulling: boolean; isPaused: boolean; isEncoding: boolean },
  encodingCost: number,
): number => {
  if (session.isEncoding) return session.isPaused ? 0 : encodingCost
  return session.isPulling ? 1 : 0
}

/**
 * Whether a recorder has room for a recording. What costs more than its whole capacity is taken by one that does nothing
 * else, or nobody would.
 * @param load what its running pulls count for
 */
export const fits = (load: number, cost: number, capacity: number): boolean =>
  load < capacity && (load === 0 || load + cost <= capacity)

/** Why a recording cannot be made on this host; null when it can. */
export const encoderFailure = (
  recording: Pick<Recording, 'rendition'>,
  { missing }: Pick<EncoderSettings, 'missing'>,
): { reason: RecordingReason; detail: string } | null =>
  madeProfileOf(recording) === null || missing.length === 0
    ? null
    : {
        reason: 'unsupported_codec',
        detail: `No recorder can make the rendition: ffmpeg has no encoder ${missing.join(', ')}`,
      }

/** What is told each time that the encoder of a recording falls behind real time. */
export const encoderBehind = (
  { generation }: Pick<Lease, 'generation'>,
  nowMs: number,
  lagMs: number,
): Degradation => ({
  cause: 'encoder_behind',
  detail: `The encoder does not keep up with the stream: it is ${(lagMs / 1000).toFixed(1)} s behind.`,
  occurrence: `${generation}.${nowMs}`,
})
