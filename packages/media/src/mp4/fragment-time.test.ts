import { describe, expect, it } from 'vitest'
import { parsedFragment, parsedInit } from '../../test/support/synthetic-stream.ts'
import {
  fragmentEndMs,
  fragmentStartMs,
  rebaseFragment,
  startsWithKeyframe,
} from './fragment-time.ts'
import { readFragment } from './movie-fragment.ts'
import { trackDefaults } from './track-defaults.ts'

const invalid = expect.objectContaining({ code: 'STREAM_INVALID' })
const { tracks } = parsedInit
const video = (decodeTicks: number, isSync = true) => ({
  trackId: 1,
  decodeTicks,
  samples: [{ isSync, duration: 640 }],
})
const audio = (decodeTicks: number) => ({ trackId: 2, decodeTicks, samples: [{ duration: 1024 }] })

describe('the time of a fragment', () => {
  it('goes from the earliest decoding time to the latest end over all tracks', () => {
    const fragment = parsedFragment(video(16_000), audio(43_000))
    expect(fragmentStartMs(fragment, tracks)).toBe(43_000_000 / 44_100)
    expect(fragmentEndMs(fragment, tracks)).toBe(1040)
    expect(fragmentStartMs(parsedFragment(), tracks)).toBe(0)
    expect(fragmentEndMs(parsedFragment(), tracks)).toBe(0)
  })

  it('moves by each track’s nearest ticks, in the bytes as in the samples', () => {
    const fragment = parsedFragment(video(16_000), audio(44_100))
    const before = Buffer.from(fragment.bytes)
    const moved = rebaseFragment(fragment, tracks, 1_000_003)
    expect(moved.samples.map((sample) => sample.dts)).toEqual([16_016_048, 44_144_232])
    expect(readFragment(moved.bytes, trackDefaults(parsedInit))).toEqual(moved)
    expect(rebaseFragment(moved, tracks, -1_000_003)).toEqual(fragment)
    expect(fragment.bytes).toEqual(before)
    expect(rebaseFragment(fragment, tracks, 0)).toBe(fragment)
  })

  it('holds 64-bit times where the fragment does, and refuses what a 32-bit field cannot hold', () => {
    const days50 = 50 * 86_400_000
    const wide = rebaseFragment(parsedFragment(audio(0)), tracks, days50)
    expect(fragmentStartMs(wide, tracks)).toBe(days50)
    const narrow = parsedFragment({ ...audio(10), tfdtVersion: 0 })
    const inRange = rebaseFragment(narrow, tracks, 60_000)
    expect(readFragment(inRange.bytes, trackDefaults(parsedInit)).samples[0]?.dts).toBe(2_646_010)
    expect(() => rebaseFragment(narrow, tracks, days50)).toThrow(invalid)
  })

  it('cannot become negative', () => {
    expect(() => rebaseFragment(parsedFragment(audio(44_099)), tracks, -1000)).toThrow(invalid)
  })
})

describe('a cut', () => {
  it('is possible before a fragment whose first video sample is a keyframe', () => {
    expect(startsWithKeyframe(parsedFragment(audio(0), video(0)), tracks)).toBe(true)
    expect(startsWithKeyframe(parsedFragment(audio(0), video(0, false)), tracks)).toBe(false)
  })

  it('is not possible before a fragment with nothing but audio of a stream with video', () => {
    expect(startsWithKeyframe(parsedFragment(audio(0)), tracks)).toBe(false)
  })

  it('is possible before every fragment of a stream without video', () => {
    const audioTracks = tracks.filter((track) => track.kind === 'audio')
    expect(startsWithKeyframe(parsedFragment(audio(0)), audioTracks)).toBe(true)
  })
})
