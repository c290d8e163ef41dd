import type { SliceComposer } from '../composer.ts'
import { unsupportedTracks } from '../format-support.ts'
import type { Fragment } from '../fragment.ts'
import { MediaSpan } from '../media-span.ts'
import { inDecodingOrder, type TimedSample, tracksById } from '../sample-order.ts'
import type { InitSegment, Track } from '../track.ts'
import { trackRefusal } from '../track-refusal.ts'
import { pesPacket, ticksPerMs, wrapTicks } from './pes.ts'
import { patPid, patSection, pmtPid, pmtSection } from './psi.ts'
import { packetBytes, TsPacketiser } from './ts-packetiser.ts'
import { type TsStream, tsStreams } from './ts-stream.ts'

/** How far decoding lags behind the clock: the time a player has to receive a picture before it must show it. */
const decodingDelayTicks = 700 * ticksPerMs
/** The first decoding time; twice the delay, so that the clock and times somewhat before the origin stay positive. */
const firstTicks = 2 * decodingDelayTicks
/** ISO/IEC 13818-1 §2.7.2 asks for a clock reference at least every 100 ms. */
const maxClockGapTicks = 90 * ticksPerMs
/**
 * A shorter slice is filled up with null packets. ffmpeg takes a file for MPEG-TS from 11 packets of 204 bytes on
 * (12 of ours; libavformat's mpegts_probe) and for MPEG-PS below, which a playlist may not name; mkvmerge wants 16.
 */
const minSlicePackets = 16

class TsComposer implements SliceComposer {
  readonly sliceContentType = 'video/mp2t'
  readonly sliceExtension = 'ts'
  readonly initObject = null
  readonly #tracks: Map<number, Track>
  readonly #streams: Map<number, TsStream>
  readonly #clockPid: number
  readonly #tables: { pat: Buffer; pmt: Buffer }
  readonly #originMs: number
  readonly #packetiser = new TsPacketiser()
  #span: MediaSpan
  #lastClockTicks = Number.NEGATIVE_INFINITY
  #slicePackets = 0

  constructor(init: InitSegment, originMs: number) {
    const streams = tsStreams(init.tracks)
    const clock = streams.find(({ track }) => track.kind === 'video') ?? streams[0]
    this.#tracks = tracksById(init.tracks)
    this.#streams = new Map(streams.map((stream) => [stream.track.id, stream]))
    this.#clockPid = clock?.pid ?? 0x1fff
    this.#tables = { pat: patSection(), pmt: pmtSection(streams, this.#clockPid) }
    this.#originMs = originMs
    this.#span = new MediaSpan(originMs)
  }

  startSlice(): Buffer[] {
    this.#span = new MediaSpan(this.#span.endMs)
    // Every slice carries a clock from its first sample on.
    this.#lastClockTicks = Number.NEGATIVE_INFINITY
    this.#slicePackets = 2
    return [
      this.#packetiser.section(patPid, this.#tables.pat),
      this.#packetiser.section(pmtPid, this.#tables.pmt),
    ]
  }

  append(fragment: Fragment): Buffer[] {
    const pieces = inDecodingOrder(fragment, this.#tracks).flatMap((timed) => {
      const stream = this.#streams.get(timed.track.id)
      if (!stream) return []
      this.#span.add(timed)
      return this.#packets(fragment, timed, stream)
    })
    return pieces.length === 0 ? [] : [this.#filledUp(Buffer.concat(pieces))]
  }

  /** Fills up at once, and not at the end, so that also a slice that is cut off by a crash is recognised. */
  #filledUp(bytes: Buffer): Buffer {
    this.#slicePackets += bytes.length / packetBytes
    const missing = minSlicePackets - this.#slicePackets
    if (missing <= 0) return bytes
    this.#slicePackets = minSlicePackets
    return Buffer.concat([bytes, this.#packetiser.nulls(missing)])
  }

  endSlice(): { durationMs: number } {
    return { durationMs: this.#span.durationMs }
  }

  #packets(fragment: Fragment, { sample, track, dtsMs }: TimedSample, stream: TsStream): Buffer[] {
    const dtsTicks = Math.round((dtsMs - this.#originMs) * ticksPerMs) + firstTicks
    const ptsMs = ((sample.dts + sample.ctsOffset) * 1000) / track.timescale
    const ptsTicks = Math.round((ptsMs - this.#originMs) * ticksPerMs) + firstTicks
    const bytes = fragment.bytes.subarray(sample.offset, sample.offset + sample.size)
    const unit = pesPacket(
      stream.streamId,
      { pts: wrapTicks(ptsTicks), dts: wrapTicks(dtsTicks) },
      stream.payload(sample, bytes),
    )
    const isClock = stream.pid === this.#clockPid
    const clockTicks = dtsTicks - decodingDelayTicks
    const isOverdue = clockTicks - this.#lastClockTicks > maxClockGapTicks
    if (isClock || isOverdue) this.#lastClockTicks = clockTicks
    const pcr = wrapTicks(clockTicks)
    const packets = this.#packetiser.unit(stream.pid, unit, {
      pcr: isClock ? pcr : null,
      isRandomAccess: isClock && sample.isSync,
    })
    return isOverdue && !isClock
      ? [this.#packetiser.clock(this.#clockPid, pcr), packets]
      : [packets]
  }
}

/**
 * Composes MPEG-TS slices (ISO/IEC 13818-1) whose time line begins at `originMs`, the earliest decoding time of the
 * cycle. Each slice begins with PAT and PMT and can be played on its own; continuity counters and times run on over
 * the slices of one composer. Throws CODEC_UNSUPPORTED for tracks named by `unsupportedTracks('m3u8', …)`.
 */
export const createTsComposer = (init: InitSegment, originMs: number): SliceComposer => {
  const refused = unsupportedTracks('m3u8', init.tracks)
  if (refused.length > 0) throw trackRefusal('MPEG-TS', refused)
  return new TsComposer(init, originMs)
}
