import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  contentsOf,
  pullOf,
  type SimulatedPull,
  type SimulatedSource,
  sourcePackets,
} from '../../test/support/simulated-stream.ts'
import { parsedInit } from '../../test/support/synthetic-stream.ts'
import type { Fragment, Sample } from '../fragment.ts'
import { startsWithKeyframe } from '../mp4/fragment-time.ts'
import { readFragment } from '../mp4/movie-fragment.ts'
import { trackDefaults } from '../mp4/track-defaults.ts'
import { cutAt } from './cut-at.ts'
import { SpliceFinder } from './splice-finder.ts'
import type { SplicePoint } from './splice-point.ts'
import { streamStartOf } from './stream-start.ts'

const { tracks } = parsedInit
const wallMs = 1_800_000_000_000

const tracksOf = ({ hasVideo, hasAudio }: SimulatedSource) =>
  tracks.filter(({ kind }) => (kind === 'video' ? hasVideo : hasAudio))

/** Feeds a pull fragment by fragment; the place and how many fragments it took. */
const find = (
  finder: SpliceFinder,
  pull: SimulatedPull,
  isTimed: boolean,
): { point: SplicePoint | null; looked: number } => {
  let looked = 0
  for (const { fragment, receivedAtMs } of pull.fragments) {
    looked += 1
    const point = finder.look(fragment, tracks, isTimed ? receivedAtMs : undefined)
    if (point !== null) return { point, looked }
  }
  return { point: finder.end(), looked }
}

const sides = (pull: SimulatedPull, point: SplicePoint | null) => {
  if (point === null) throw new Error('the place was not found')
  const cut = pull.fragments.map(({ fragment }) => cutAt(fragment, tracks, point))
  const present = (fragment: Fragment | null): Fragment[] => (fragment === null ? [] : [fragment])
  return {
    before: cut.flatMap(({ before }) => present(before)),
    after: cut.flatMap(({ after }) => present(after)),
  }
}

/** Every packet of the source, once and in order; where content repeats itself, as many as there were. */
const expectWhole = (source: SimulatedSource, joined: Fragment[]): void => {
  const packets = sourcePackets(source)
  for (const track of tracksOf(source)) {
    const all = packets.filter(({ kind }) => kind === track.kind).map(({ data }) => data.toString())
    expect(contentsOf(joined, track)).toEqual(all)
  }
}

/** Samples that the recorders hold together, of each track. */
const countOf = (fragments: Fragment[], source: SimulatedSource): number[] =>
  tracksOf(source).map((track) => contentsOf(fragments, track).length)

const sourceOf: fc.Arbitrary<SimulatedSource> = fc
  .record({
    fps: fc.constantFrom(10, 25, 30, 60),
    gopSeconds: fc.double({ min: 1, max: 4, noNaN: true }),
    tracksOf: fc.constantFrom('both', 'video', 'audio'),
    bFrames: fc.boolean(),
    isSilent: fc.boolean(),
    isStill: fc.boolean(),
    startMs: fc.integer({ min: 0, max: 100_000 }),
  })
  .map(({ tracksOf: which, gopSeconds, ...source }) => ({
    ...source,
    gopFrames: Math.round(gopSeconds * source.fps),
    seconds: 40,
    hasVideo: which !== 'audio',
    hasAudio: which !== 'video',
  }))

const joins = fc.record({
  joinMs: fc.integer({ min: 5000, max: 20_000 }),
  fragmentMs: fc.constantFrom(500, 1000, 1700),
  otherFragmentMs: fc.constantFrom(400, 1000),
  lagMs: fc.integer({ min: 0, max: 150 }),
  otherLagMs: fc.integer({ min: 0, max: 150 }),
})

describe('two recorders of one stream, the second of which joins later', () => {
  it('have together every packet exactly once', () => {
    fc.assert(
      fc.property(sourceOf, joins, (source, join) => {
        const packets = sourcePackets(source)
        const endMs = source.seconds * 1000
        const first = pullOf(packets, tracks, {
          ...{ joinMs: 0, leaveMs: 36_000, fragmentMs: join.fragmentMs, lagMs: join.lagMs, wallMs },
        })
        const second = pullOf(packets, tracks, {
          ...{ joinMs: join.joinMs, leaveMs: endMs, fragmentMs: join.otherFragmentMs },
          ...{ lagMs: join.otherLagMs, wallMs },
        })
        const own = second.fragments.map(({ fragment }) => fragment)
        const at = second.fragments.findIndex(({ fragment }) =>
          startsWithKeyframe(
            fragment,
            tracks.filter(({ kind }) => source.hasVideo || kind === 'audio'),
          ),
        )
        const start = streamStartOf(own.slice(0, at + 8), tracks, second.fragments[0]?.receivedAtMs)
        const { point } = find(new SpliceFinder(start), first, true)
        const { before, after } = sides(first, point)
        const received = first.fragments.map(({ fragment }) => fragment)
        expect(countOf([...before, ...after], source)).toEqual(countOf(received, source))
        if (source.hasVideo || !source.isSilent) return expectWhole(source, [...before, ...own])
        // nothing but its time tells one frame of silence from the next, and lags may differ
        const [found = 0] = countOf([...before, ...own], source)
        const offMs = Math.abs(join.lagMs - join.otherLagMs)
        expect(Math.abs(found - packets.length)).toBeLessThanOrEqual(Math.ceil(offMs / 23) + 1)
      }),
      { numRuns: 150 },
    )
  })
})

const plain: SimulatedSource = {
  ...{ seconds: 20, fps: 25, gopFrames: 50, hasVideo: true, hasAudio: true, bFrames: true },
  ...{ isSilent: false, isStill: false, startMs: 0 },
}
const whole = { joinMs: 0, leaveMs: 20_000, fragmentMs: 1000, lagMs: 0, wallMs }
const later = { ...whole, joinMs: 3300, fragmentMs: 700 }
const fragmentsOf = ({ fragments }: SimulatedPull) => fragments.map(({ fragment }) => fragment)

describe('a place that one recorder names by a single fragment', () => {
  it('is found by the other, to the packet on every track', () => {
    fc.assert(
      fc.property(sourceOf, joins, fc.nat({ max: 20 }), (source, join, choice) => {
        fc.pre(source.hasVideo || !source.isSilent)
        const packets = sourcePackets(source)
        const common = { leaveMs: 40_000, wallMs }
        const [old, next] = [
          { joinMs: 0, fragmentMs: join.fragmentMs, lagMs: join.lagMs, ...common },
          { ...common, joinMs: 9000, fragmentMs: join.otherFragmentMs, lagMs: join.otherLagMs },
        ].map((options) => pullOf(packets, tracks, options))
        if (old === undefined || next === undefined) return
        const cuts = old.fragments
          .map(({ receivedAtMs, fragment }, index) => ({ receivedAtMs, fragment, index }))
          .filter(({ fragment }) => startsWithKeyframe(fragment, tracksOf(source)))
          .filter(({ receivedAtMs }) => receivedAtMs > wallMs + 15_000)
          .filter(({ receivedAtMs }) => receivedAtMs < wallMs + 35_000)
        const cut = cuts[choice % cuts.length]
        if (cut === undefined) return
        const start = streamStartOf([cut.fragment], tracks, cut.receivedAtMs)
        const { point } = find(new SpliceFinder(start), next, true)
        const { after } = sides(next, point)
        expectWhole(source, [...fragmentsOf(old).slice(0, cut.index), ...after])
      }),
      { numRuns: 150 },
    )
  })
})

describe('a place without wall time', () => {
  const [first, second] = [whole, later].map((options) =>
    pullOf(sourcePackets(plain), tracks, options),
  ) as [SimulatedPull, SimulatedPull]
  const start = streamStartOf(fragmentsOf(second).slice(0, 3), tracks)
  const expectSounds = (joined: Fragment[]): void =>
    expect(contentsOf(joined, tracks[1])).toEqual(contentsOf(fragmentsOf(first), tracks[1]))

  it('is found by content alone', () => {
    const { point, looked } = find(new SpliceFinder(start), first, false)
    expectWhole(plain, [...sides(first, point).before, ...fragmentsOf(second)])
    expect(looked).toBeLessThan(first.fragments.length)
  })

  it('is found although the pull ends soon behind it', () => {
    const short = pullOf(sourcePackets(plain), tracks, { ...whole, leaveMs: 4200 })
    const finder = new SpliceFinder(start)
    for (const fragment of fragmentsOf(short)) expect(finder.look(fragment, tracks)).toBeNull()
    expectWhole(plain, [...sides(short, finder.end()).before, ...fragmentsOf(second)])
  })

  it('is found by the sound before the first picture, when the pull ends between the two', () => {
    for (const leaveMs of [3340, 3370, 3500, 3990]) {
      const short = pullOf(sourcePackets(plain), tracks, { ...whole, leaveMs })
      const { point } = find(new SpliceFinder(start), short, false)
      const { before } = sides(short, point)
      expectSounds([...before, ...fragmentsOf(second)])
      expect(contentsOf(before, tracks[0])).toEqual(contentsOf(fragmentsOf(short), tracks[0]))
    }
  })

  it('is found by the sound before the first picture, when the server left out all pictures there', () => {
    const thinned = sourcePackets(plain).filter(
      ({ kind, dtsMs }) => kind === 'audio' || dtsMs < 4000 || dtsMs > 7000,
    )
    const pull = pullOf(thinned, tracks, whole)
    const { point } = find(new SpliceFinder(start), pull, false)
    expectWhole(plain, [...sides(pull, point).before, ...fragmentsOf(second)])
  })

  it('is not found by silence before the first picture', () => {
    const silent = sourcePackets({ ...plain, isSilent: true })
    const short = pullOf(silent, tracks, { ...whole, leaveMs: 3900 })
    const next = pullOf(silent, tracks, later)
    const begins = streamStartOf(fragmentsOf(next).slice(0, 3), tracks)
    expect(find(new SpliceFinder(begins), short, false).point).toBeNull()
  })

  it('is not found by one frame of silence with which the sound before the first picture begins', () => {
    const packets = sourcePackets(plain).map((packet) =>
      packet.kind === 'audio' && packet.dtsMs < 3400
        ? { ...packet, data: Buffer.from('silence') }
        : packet,
    )
    const short = pullOf(packets, tracks, { ...whole, leaveMs: 3250 })
    const next = pullOf(packets, tracks, later)
    const begins = streamStartOf(fragmentsOf(next).slice(0, 3), tracks)
    expect(find(new SpliceFinder(begins), short, false).point).toBeNull()
  })

  it('is not found in a pull that ends before it, nor in one that was forgotten', () => {
    const early = pullOf(sourcePackets(plain), tracks, { ...whole, leaveMs: 3000 })
    expect(find(new SpliceFinder(start), early, false).point).toBeNull()
    const finder = new SpliceFinder(start)
    find(finder, first, false)
    finder.beginPull()
    expect(finder.end()).toBeNull()
  })

  it('is found to the sound although its clock is off by some frames for one of them', () => {
    const moved = sourcePackets(plain).map((packet) =>
      packet.kind === 'audio' ? { ...packet, dtsMs: packet.dtsMs + 70 } : packet,
    )
    const pull = pullOf(
      moved.toSorted((a, b) => a.dtsMs - b.dtsMs),
      tracks,
      whole,
    )
    const { point } = find(new SpliceFinder(start), pull, false)
    expectWhole(plain, [...sides(pull, point).before, ...fragmentsOf(second)])
  })

  it('is found although the server left out pictures for one of them', () => {
    const thinned = sourcePackets(plain).filter(
      ({ kind, dtsMs, isKeyframe }) => kind === 'audio' || isKeyframe || dtsMs % 3 !== 0,
    )
    const pull = pullOf(thinned, tracks, whole)
    const { point } = find(new SpliceFinder(start), pull, false)
    expectSounds([...sides(pull, point).before, ...fragmentsOf(second)])
  })
})

it('a start was live when it came, however long its last sample says that it lasts', () => {
  const [first] = pullOf(sourcePackets(plain), tracks, whole).fragments
  if (first === undefined) throw new Error('no fragment')
  const { samples } = first.fragment
  const long = samples.map((sample, at) =>
    at === samples.length - 1 ? { ...sample, duration: sample.duration * 1e4 } : sample,
  )
  for (const fragment of [first.fragment, { ...first.fragment, samples: long }]) {
    const { liveAtMs = 0 } = streamStartOf([fragment], tracks, first.receivedAtMs)
    expect(Math.abs(liveAtMs - wallMs)).toBeLessThan(1000)
  }
})

describe('a fragment that is cut', () => {
  const [pull] = [pullOf(sourcePackets(plain), tracks, whole)]
  const [fragment] = fragmentsOf(pull)
  const defaults = trackDefaults(parsedInit)

  it('is two valid fragments with every sample as it was', () => {
    if (fragment === undefined) throw new Error('no fragment')
    const [video, audio] = tracks
    const place = fc.tuple(fc.nat({ max: 20_000 }), fc.nat({ max: 50_000 }))
    fc.assert(
      fc.property(place, ([videoDts, audioDts]) => {
        const dts = new Map([
          [video?.id ?? 0, videoDts],
          [audio?.id ?? 0, audioDts],
        ])
        const { before, after } = cutAt(fragment, tracks, { dts })
        const sidesOf = [before, after].filter((side) => side !== null)
        const read = sidesOf.flatMap(({ bytes }) => readFragment(bytes, defaults).samples)
        const told = sidesOf.flatMap(({ samples }) => samples)
        expect(read).toEqual(told)
        const bare = (samples: Sample[]) =>
          samples
            .map(({ offset: _, ...sample }) => sample)
            .toSorted((a, b) => a.trackId - b.trackId || a.dts - b.dts)
        expect(bare(read)).toEqual(bare(fragment.samples))
        for (const track of tracks)
          expect(contentsOf(sidesOf, track)).toEqual(contentsOf([fragment], track))
      }),
    )
  })

  it('is given back as it is when all of it lies on one side', () => {
    if (fragment === undefined) throw new Error('no fragment')
    expect(cutAt(fragment, tracks, { dts: new Map() }).before).toBe(fragment)
    const all = new Map(tracks.map(({ id }) => [id, 0]))
    expect(cutAt(fragment, tracks, { dts: all })).toEqual({ before: null, after: fragment })
  })
})
