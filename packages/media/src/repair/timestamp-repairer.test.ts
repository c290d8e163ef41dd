import type { TimestampRepair } from '@tapedeck/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jumpingPull, type SentPacket } from '../../test/support/jumping-pull.ts'
import {
  contentsOf,
  type SourcePacket,
  sourcePackets,
} from '../../test/support/simulated-stream.ts'
import { parsedInit } from '../../test/support/synthetic-stream.ts'
import type { Fragment, Sample } from '../fragment.ts'
import { MediaLine } from '../media-line.ts'
import { readFragment } from '../mp4/movie-fragment.ts'
import { trackDefaults } from '../mp4/track-defaults.ts'

const { tracks } = parsedInit
const [video, audio] = tracks
const wallMs = 1_800_000_000_000
const hourMs = 3_600_000

const source = (changes: Partial<Parameters<typeof sourcePackets>[0]> = {}): SourcePacket[] =>
  sourcePackets({
    ...{ seconds: 16, fps: 25, gopFrames: 50, hasVideo: true, hasAudio: true, bFrames: true },
    ...{ isSilent: false, isStill: false, startMs: 0 },
    ...changes,
  })

/** The source sends at its own speed, and its clock says what `clock` makes of the time. */
const sent = (packets: SourcePacket[], clock: (ms: number) => number): SentPacket[] =>
  packets.map((packet) => ({ ...packet, sentMs: packet.dtsMs, dtsMs: clock(packet.dtsMs) }))

const place = (packets: SentPacket[]): { fragments: Fragment[]; repairs: TimestampRepair[] } => {
  const line = new MediaLine()
  const placed = jumpingPull(packets, tracks, wallMs).map(({ fragment, receivedAtMs }) =>
    line.place(fragment, tracks, receivedAtMs),
  )
  return {
    fragments: placed.map(({ fragment }) => fragment),
    repairs: placed.flatMap(({ repairs }) => repairs),
  }
}

const samplesOf = (fragments: Fragment[], id = 0): Sample[] =>
  fragments.flatMap(({ samples }) => samples.filter(({ trackId }) => trackId === id))

const startsMs = (fragments: Fragment[], track = video): number[] =>
  samplesOf(fragments, track?.id).map(({ dts }) => (dts * 1000) / (track?.timescale ?? 1))

const stepsMs = (fragments: Fragment[], track = video): number[] => {
  const starts = startsMs(fragments, track)
  return starts.slice(1).map((ms, index) => ms - (starts[index] ?? 0))
}

/** How far sound is moved against the picture, over all samples, milliseconds. */
const apartMs = (fragments: Fragment[], packets: SourcePacket[], fromMs: number): number => {
  const shifts = tracks.map((track) => {
    const own = packets.filter(({ kind }) => kind === track.kind)
    const starts = startsMs(fragments, track)
    const all = own.flatMap(({ dtsMs }, at) => (dtsMs < fromMs ? [] : [(starts[at] ?? 0) - dtsMs]))
    return { least: Math.min(...all), most: Math.max(...all) }
  })
  return Math.max(...shifts.map(({ most }) => most)) - Math.min(...shifts.map((s) => s.least))
}

const expectAllPackets = (fragments: Fragment[], packets: SourcePacket[]): void => {
  const defaults = trackDefaults(parsedInit)
  for (const track of tracks) {
    const own = packets.filter(({ kind }) => kind === track.kind)
    expect(contentsOf(fragments, track)).toEqual(own.map(({ data }) => data.toString()))
    const offsets = samplesOf(fragments, track.id).map(({ ctsOffset }) => ctsOffset)
    expect(offsets).toEqual(own.map(({ ctsMs }) => Math.round((ctsMs * track.timescale) / 1000)))
  }
  for (const { bytes, samples } of fragments)
    expect(readFragment(bytes, defaults).samples).toEqual(samples)
}

const jumps: [string, (ms: number) => number, Partial<TimestampRepair>][] = [
  ['forward by less than a second', (ms) => (ms < 8000 ? ms : ms + 800), { jumpMs: 840 }],
  ['forward by seconds', (ms) => (ms < 8000 ? ms : ms + 5000), { jumpMs: 5040 }],
  ['forward by hours', (ms) => (ms < 8000 ? ms : ms + 30 * hourMs), { jumpMs: 30 * hourMs + 40 }],
  ['back by less than a frame', (ms) => (ms < 8000 ? ms : ms - 60), { jumpMs: -20 }],
  ['back by seconds', (ms) => (ms < 8000 ? ms + 60_000 : ms + 55_000), { jumpMs: -4960 }],
  [
    'to zero',
    (ms) => (ms < 8000 ? ms + 20 * hourMs : ms - 8000),
    { jumpMs: 40 - 8000 - 20 * hourMs },
  ],
  ['past 32 bits', (ms) => (ms + 2 ** 32 - 8000) % 2 ** 32, { jumpMs: 40, kind: 'wrap' }],
  [
    'back, as libavformat tells it',
    (ms) => (ms < 8000 ? ms + 90_000 : ms - 8000 + 2 ** 32),
    { jumpMs: -97_960 },
  ],
]

describe.each(jumps)('a clock that jumps %s', (_, clock, told) => {
  const packets = source()
  const { fragments, repairs } = place(sent(packets, clock))

  it('loses no packet', () => expectAllPackets(fragments, packets))

  it('goes on at the usual distance, with sound and picture together', () => {
    expect(Math.max(...stepsMs(fragments))).toBeLessThanOrEqual(80)
    expect(Math.min(...stepsMs(fragments))).toBeGreaterThan(0)
    expect(Math.max(...stepsMs(fragments, audio))).toBeLessThanOrEqual(80)
    expect(apartMs(fragments, packets, 8000)).toBeLessThan(2)
    expect(apartMs(fragments, packets, 0)).toBeLessThan(45)
  })

  it('is told once', () => {
    const kind = (told.jumpMs ?? 0) > 0 ? 'jump_forward' : 'jump_back'
    expect(repairs).toEqual([{ mediaTimeMs: expect.any(Number), track: 'video', kind, ...told }])
    expect(Math.abs((repairs[0]?.mediaTimeMs ?? 0) - 8000)).toBeLessThan(60)
  })

  it('has durations that lead from sample to sample', () => {
    for (const track of tracks) {
      const samples = samplesOf(fragments, track.id)
      const ends = samples.map(({ dts, duration }) => ((dts + duration) * 1000) / track.timescale)
      const starts = startsMs(fragments, track)
      const holes = starts.slice(1).map((ms, at) => Math.abs(ms - (ends[at] ?? 0)))
      expect(Math.max(...holes)).toBeLessThan(45)
    }
  })
})

describe('steps that are true', () => {
  const pause = (fromMs: number, pauseMs: number, which?: 'video' | 'audio') =>
    source().map((packet): SentPacket => {
      const isLater = packet.dtsMs >= fromMs && (which ?? packet.kind) === packet.kind
      const dtsMs = isLater ? packet.dtsMs + pauseMs : packet.dtsMs
      return { ...packet, dtsMs, sentMs: dtsMs }
    })

  it.each([700, 3000, 20_000])('stay: the source sent nothing for %i ms', (pauseMs) => {
    const { fragments, repairs } = place(pause(8000, pauseMs))
    expect(repairs).toEqual([])
    expect(Math.max(...stepsMs(fragments))).toBe(40 + pauseMs)
    const long = samplesOf(fragments, video?.id).filter(({ duration }) => duration > 16_000 / 2)
    expect(long.map(({ duration }) => duration / 16)).toEqual([40 + pauseMs])
  })

  it('stay: one track was silent while the other went on', () => {
    const packets = pause(8000, 3000, 'audio').toSorted((a, b) => a.sentMs - b.sentMs)
    expect(place(packets).repairs).toEqual([])
  })

  it('stay in a burst that says nothing of time: one track was silent while the other went on', () => {
    const packets = pause(8000, 3000, 'audio').toSorted((a, b) => a.sentMs - b.sentMs)
    expect(place(packets.map((packet) => ({ ...packet, sentMs: 0 }))).repairs).toEqual([])
  })

  it('stay: few pictures a second, in a burst as well', () => {
    const packets = sent(source({ fps: 0.7, gopFrames: 2 }), (ms) => ms)
    expect(place(packets).repairs).toEqual([])
    expect(place(packets.map((packet) => ({ ...packet, sentMs: 0 }))).repairs).toEqual([])
  })
})

it('a clock that jumps again and again keeps sound and picture together', () => {
  const jump = fc.record({
    atMs: fc.integer({ min: 3000, max: 15_000 }),
    byMs: fc.integer({ min: -1e8, max: 1e8 }),
  })
  fc.assert(
    fc.property(fc.array(jump, { minLength: 1, maxLength: 4 }), (list) => {
      const packets = source()
      const clock = (ms: number): number =>
        list.reduce((sum, { atMs, byMs }) => (ms >= atMs ? sum + byMs : sum), ms + 1e9)
      const { fragments } = place(sent(packets, clock))
      expectAllPackets(fragments, packets)
      expect(Math.min(...stepsMs(fragments))).toBeGreaterThan(0)
      expect(Math.max(...stepsMs(fragments))).toBeLessThan(1100)
      expect(apartMs(fragments, packets, 0)).toBeLessThan(1100 * list.length)
    }),
  )
})
