import { expect, it } from 'vitest'
import { KeyframeIndex } from './keyframe-index.ts'

it('keeps its bound and an even spread, however many keyframes come', () => {
  const index = new KeyframeIndex(8)
  for (let n = 0; n < 1000; n += 1) {
    index.add(n * 10, n * 100)
    expect(index.timesMs.length).toBeLessThan(8)
  }
  const steps = index.timesMs.slice(1).map((time, at) => time - (index.timesMs[at] ?? 0))
  expect(new Set(steps).size).toBe(1)
  expect(index.timesMs[0]).toBe(0)
  expect(index.bodyOffsets).toEqual(index.timesMs.map((time) => time * 10))
})

it('lists every keyframe while there is room', () => {
  const index = new KeyframeIndex(8)
  for (const n of [1, 2, 3]) index.add(n, n)
  expect(index.timesMs).toEqual([1, 2, 3])
})
