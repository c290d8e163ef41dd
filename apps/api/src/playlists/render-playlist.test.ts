import { expect, it } from 'vitest'
import type { PlayedCycle } from './played-cycles.ts'
import {
  type LinkedSlice,
  maxPlaylistSlices,
  newestSlices,
  renderPlaylist,
} from './render-playlist.ts'

const linked = (
  sequence: number,
  part: Partial<Omit<LinkedSlice, 'slice'>> & { discontinuity?: boolean } = {},
): LinkedSlice => ({
  slice: {
    key: `${sequence}`,
    sequence,
    bytes: 1,
    durationMs: 2000,
    startedAtMs: 0,
    discontinuity: part.discontinuity ?? false,
  },
  uri: `${sequence}.m4s`,
  initUri: part.initUri ?? null,
  isFirst: part.isFirst ?? false,
})

const nothingLeft = { slices: 0, discontinuities: 0 }
const render = (slices: LinkedSlice[], isRunning: boolean, left = nothingLeft): string[] =>
  renderPlaylist(slices, { isRunning, targetDurationSeconds: 4, left }).split('\n')
const shape = (lines: string[]): string[] =>
  lines.filter((line) => /^(#EXT-X-(DISCONTINUITY$|MAP)|\d)/.test(line))

it('marks a discontinuity where a cycle begins and where a slice says so, not in front of everything', () => {
  const slices = [
    linked(0, { isFirst: true, initUri: 'a' }),
    linked(1, { initUri: 'a' }),
    linked(2, { initUri: 'a', discontinuity: true }),
    linked(3, { isFirst: true, initUri: 'b' }),
  ]
  expect(shape(render(slices, false))).toEqual([
    '#EXT-X-MAP:URI="a"',
    '0.m4s',
    '1.m4s',
    '#EXT-X-DISCONTINUITY',
    '2.m4s',
    '#EXT-X-DISCONTINUITY',
    '#EXT-X-MAP:URI="b"',
    '3.m4s',
  ])
})

it('grows as EVENT without an end, and is VOD with one', () => {
  const running = render([linked(0)], true)
  expect(running).toContain('#EXT-X-PLAYLIST-TYPE:EVENT')
  expect(running).not.toContain('#EXT-X-ENDLIST')
  const ended = render([linked(0)], false)
  expect(ended).toContain('#EXT-X-PLAYLIST-TYPE:VOD')
  expect(ended).toContain('#EXT-X-ENDLIST')
})

it('holds so many slices, and says how many and which discontinuities are no longer there', () => {
  const slice = (sequence: number) => linked(sequence, { discontinuity: sequence === 5 }).slice
  const slices = Array.from({ length: 10 }, (_, i) => slice(i))
  const rest = Array.from({ length: maxPlaylistSlices }, (_, i) => slice(10 + i))
  const cycles = [{ slices }, { slices: rest }] as PlayedCycle[]
  const newest = newestSlices(cycles)
  expect(newest.slices).toHaveLength(maxPlaylistSlices)
  expect(newest.slices[0]).toMatchObject({ slice: { sequence: 10 }, isFirst: true })
  expect(newest).toMatchObject({ leftSlices: 10, leftDiscontinuities: 1 })
  const lines = render([linked(10, { isFirst: true })], true, { slices: 10, discontinuities: 1 })
  expect(lines).toContain('#EXT-X-MEDIA-SEQUENCE:10')
  expect(lines).toContain('#EXT-X-DISCONTINUITY-SEQUENCE:1')
  expect(lines).toContain('#EXT-X-DISCONTINUITY')
  expect(lines.join()).not.toContain('PLAYLIST-TYPE')
})
