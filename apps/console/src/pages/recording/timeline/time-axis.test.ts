import { expect, it } from 'vitest'
import { placeOf, ticksOf } from './time-axis.ts'

const minute = 60_000

it('places a moment between the ends, and never outside of them', () => {
  const span = { fromMs: 1000, toMs: 3000 }
  expect([0, 1000, 2000, 3000, 9000].map((atMs) => placeOf(span, atMs))).toEqual([
    0, 0, 50, 100, 100,
  ])
})

it.each([
  ['seconds', 7000, 1000],
  ['ten minutes', 10 * minute, 2 * minute],
  ['an hour and a half', 90 * minute, 15 * minute],
  ['a day', 24 * 60 * minute, 180 * minute],
  ['years', 1000 * 24 * 60 * minute, 150 * 24 * 60 * minute],
])('takes round distances for %s', (_title, length, stepMs) => {
  const ticks = ticksOf({ fromMs: 12_345, toMs: 12_345 + length }, 8, 0)
  expect(ticks.length).toBeLessThanOrEqual(9)
  expect(ticks.length).toBeGreaterThan(3)
  for (const tick of ticks) expect([tick.stepMs, tick.atMs % stepMs]).toEqual([stepMs, 0])
})

it("is round on the reader's clock", () => {
  const offsetMs = 5.5 * 60 * minute
  const [tick] = ticksOf({ fromMs: 1, toMs: 24 * 60 * minute }, 4, offsetMs)
  expect(((tick?.atMs ?? 0) + offsetMs) % (6 * 60 * minute)).toBe(0)
})
