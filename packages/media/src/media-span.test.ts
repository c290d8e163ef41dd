import { expect, it } from 'vitest'
import { aacTrack, avcTrack, fragmentOf } from '../test/support/synthetic.ts'
import { MediaSpan } from './media-span.ts'
import { inDecodingOrder, tracksById } from './sample-order.ts'

const data = Buffer.alloc(1)
const tracks = tracksById([avcTrack(), aacTrack()])
const span = (previousEndMs: number | null, samples: [number, number, number][]): MediaSpan => {
  const result = new MediaSpan(previousEndMs)
  const fragment = fragmentOf(
    samples.map(([trackId, dts, duration]) => ({ trackId, dts, duration, data })),
  )
  for (const timed of inDecodingOrder(fragment, tracks)) result.add(timed)
  return result
}

it('ends with the video although audio reaches over the cut, so that neighbours add up', () => {
  const first = span(0, [
    [1, 0, 40],
    [2, 20, 40],
  ])
  const second = span(first.endMs, [
    [1, 40, 40],
    [2, 60, 21],
  ])
  expect([first.durationMs, second.durationMs]).toEqual([40, 40])
})

it('ends with the audio when the picture froze or is not there', () => {
  expect(
    span(0, [
      [1, 0, 40],
      [2, 5000, 20],
    ]).durationMs,
  ).toBe(5020)
  expect(
    span(0, [
      [2, 0, 20],
      [2, 20, 20],
    ]).durationMs,
  ).toBe(40)
})

it('does not count a gap before its first sample', () => {
  expect(span(0, [[1, 60_000, 40]]).durationMs).toBe(40)
  expect(span(0, [[1, 500, 40]]).durationMs).toBe(540)
})

it('is empty without samples and begins at the first one when nothing came before', () => {
  expect(span(7, []).durationMs).toBe(0)
  expect(span(7, []).endMs).toBe(7)
  expect(span(null, [[1, 500, 40]]).durationMs).toBe(40)
})
