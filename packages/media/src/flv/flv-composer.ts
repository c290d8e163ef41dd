import type { FileComposer } from '../composer.ts'
import { unsupportedTracks } from '../format-support.ts'
import type { Fragment } from '../fragment.ts'
import { MediaSpan } from '../media-span.ts'
import { inDecodingOrder, type TimedSample, tracksById } from '../sample-order.ts'
import type { InitSegment, Track } from '../track.ts'
import { trackRefusal } from '../track-refusal.ts'
import { samplePrefix } from './flv-codec.ts'
import { flvHead } from './flv-head.ts'
import { type TagType, tagBytes, tagType, writeTag } from './flv-tag.ts'
import { KeyframeIndex } from './keyframe-index.ts'

const compositionTime = { min: -0x800000, max: 0x7fffff }

type Tag = { type: TagType; timestampMs: number; data: Buffer[]; isKeyframe: boolean }

/** Both times are rounded, and the offset is their difference, so that no presentation time is off by a rounding. */
const toTag = (fragment: Fragment, timed: TimedSample, originMs: number): Tag => {
  const { sample, track } = timed
  // FLV has no time before zero; the caller's origin is the earliest sample of the file.
  const timestampMs = Math.max(0, Math.round(timed.dtsMs - originMs))
  const ptsMs = Math.round(((sample.dts + sample.ctsOffset) * 1000) / track.timescale - originMs)
  const ctsMs = Math.min(Math.max(ptsMs - timestampMs, compositionTime.min), compositionTime.max)
  const bytes = fragment.bytes.subarray(sample.offset, sample.offset + sample.size)
  return {
    type: track.kind === 'video' ? tagType.video : tagType.audio,
    timestampMs,
    data: [samplePrefix(track, sample.isSync, ctsMs), bytes],
    isKeyframe: track.kind === 'video' && sample.isSync,
  }
}

const dataBytes = (tag: Tag): number => tag.data.reduce((sum, piece) => sum + piece.length, 0)

class FlvComposer implements FileComposer {
  readonly contentType = 'video/x-flv'
  readonly extension = 'flv'
  readonly #tracks: Map<number, Track>
  readonly #kinds: { video: Track | undefined; audio: Track | undefined }
  readonly #originMs: number
  readonly #span: MediaSpan
  readonly #keyframes = new KeyframeIndex()
  #bodyBytes = 0
  #videoSamples = 0

  constructor(init: InitSegment, originMs: number) {
    this.#tracks = tracksById(init.tracks)
    this.#kinds = {
      video: init.tracks.find((track) => track.kind === 'video'),
      audio: init.tracks.find((track) => track.kind === 'audio'),
    }
    this.#originMs = originMs
    this.#span = new MediaSpan(originMs)
  }

  provisionalHead(headBytes?: number): Buffer {
    return flvHead(this.#kinds, null, headBytes)
  }

  append(fragment: Fragment): Buffer[] {
    const timed = inDecodingOrder(fragment, this.#tracks)
    const tags = timed.map((entry) => toTag(fragment, entry, this.#originMs))
    const body = Buffer.allocUnsafe(tags.reduce((sum, tag) => sum + tagBytes(dataBytes(tag)), 0))
    let offset = 0
    for (const tag of tags) {
      if (tag.type === tagType.video) this.#videoSamples += 1
      if (tag.isKeyframe) this.#keyframes.add(tag.timestampMs, this.#bodyBytes + offset)
      offset = writeTag(body, offset, tag)
    }
    for (const entry of timed) this.#span.add(entry)
    this.#bodyBytes += body.length
    return body.length === 0 ? [] : [body]
  }

  finish(headBytes?: number): { head: Buffer; durationMs: number } {
    const { durationMs } = this.#span
    const framesPerSecond =
      this.#videoSamples > 1 && durationMs > 0
        ? Math.round((this.#videoSamples * 1_000_000) / durationMs) / 1000
        : null
    const facts = {
      durationMs,
      bodyBytes: this.#bodyBytes,
      framesPerSecond,
      keyframes: this.#keyframes,
    }
    const head = flvHead(this.#kinds, facts, headBytes)
    return { head, durationMs }
  }
}

/**
 * Composes an FLV file (FLV v10.1; H.265 and AV1 by Enhanced RTMP v1, Opus by v2) whose time 0 is `originMs`, the
 * earliest decoding time of the file. Throws CODEC_UNSUPPORTED for tracks named by `unsupportedTracks('flv', …)`.
 */
export const createFlvComposer = (init: InitSegment, originMs: number): FileComposer => {
  const refused = unsupportedTracks('flv', init.tracks)
  if (refused.length > 0) throw trackRefusal('flv', refused)
  return new FlvComposer(init, originMs)
}
