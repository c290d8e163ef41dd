import { describe, expect, test } from 'vitest'
import {
  nextSpoolLevel,
  type SpoolFacts,
  type SpoolLevel,
  spoolLevels,
  spoolRoomBytes,
  spoolThresholds,
} from './spool-level.ts'

const mb = 1_000_000
const gb = 1000 * mb

const factsWith = (roomBytes: number, more: Partial<SpoolFacts> = {}): SpoolFacts => ({
  usedBytes: 100 * gb - roomBytes,
  maxBytes: 100 * gb,
  freeBytes: 1000 * gb,
  inflowBytesPerSecond: 1 * mb,
  ...more,
})

test('room is what the bound and the file system leave, never less than nothing', () => {
  const facts = { usedBytes: 60, maxBytes: 100, freeBytes: 70, inflowBytesPerSecond: 0 }
  expect(spoolRoomBytes(facts)).toBe(40)
  expect(spoolRoomBytes({ ...facts, freeBytes: 30 })).toBe(30)
  expect(spoolRoomBytes({ ...facts, usedBytes: 130 })).toBe(0)
})

describe('thresholds', () => {
  test.each([
    ['a small spool: shares of it', 64 * mb, 1 * mb, { fullBytes: 6.4 * mb, lowBytes: 12.8 * mb }],
    ['a small one with little coming in', 64 * mb, 0, { fullBytes: 3.2 * mb, lowBytes: 6.4 * mb }],
    ['a large one: the time that is left', 1000 * gb, 20 * mb, { lowBytes: 12 * gb }],
    ['a large one in which much comes in', 1000 * gb, 200 * mb, { fullBytes: 3 * gb }],
    ['so much that time would take all of it', 100 * gb, 900 * mb, { lowBytes: 20 * gb }],
  ])('%s', (_, maxBytes, inflowBytesPerSecond, expected) => {
    const thresholds = spoolThresholds({ maxBytes, inflowBytesPerSecond })
    for (const [name, bytes] of Object.entries(expected))
      expect(thresholds[name as keyof typeof thresholds]).toBeCloseTo(bytes)
  })

  test('low always comes before full, and neither takes more than a fifth', () => {
    for (const maxBytes of [16 * mb, 64 * mb, gb, 100 * gb, 10_000 * gb])
      for (const inflowBytesPerSecond of [0, 1000, mb, 50 * mb, gb]) {
        const { lowBytes, fullBytes } = spoolThresholds({ maxBytes, inflowBytesPerSecond })
        expect(fullBytes).toBeGreaterThan(0)
        expect(lowBytes).toBeGreaterThanOrEqual(2 * fullBytes)
        expect(lowBytes).toBeLessThanOrEqual(maxBytes * 0.2 * (1 + 1e-9))
      }
  })
})

describe('levels', () => {
  const { lowBytes, fullBytes } = spoolThresholds(factsWith(0))
  /** Room in each band, from none to plenty. */
  const bands: [string, number, Record<SpoolLevel, SpoolLevel>][] = [
    ['none', 0, { ok: 'full', low: 'full', full: 'full' }],
    ['just full', fullBytes - 1, { ok: 'full', low: 'full', full: 'full' }],
    ['just not full', fullBytes, { ok: 'low', low: 'low', full: 'full' }],
    ['clearly not full', fullBytes * 1.25, { ok: 'low', low: 'low', full: 'low' }],
    ['just low', lowBytes - 1, { ok: 'low', low: 'low', full: 'low' }],
    ['just not low', lowBytes, { ok: 'ok', low: 'low', full: 'low' }],
    ['clearly not low', lowBytes * 1.25, { ok: 'ok', low: 'ok', full: 'ok' }],
    ['plenty', 90 * gb, { ok: 'ok', low: 'ok', full: 'ok' }],
  ]
  const cases = bands.flatMap(([band, room, after]) =>
    spoolLevels.map((before) => [band, before, room, after[before]] as const),
  )

  test.each(cases)('room %s, before %s', (_, before, room, after) => {
    expect(nextSpoolLevel(before, factsWith(room))).toBe(after)
    // whoever leaves less room decides
    const foreign = factsWith(90 * gb, { freeBytes: room })
    if (room <= 90 * gb) expect(nextSpoolLevel(before, foreign)).toBe(after)
  })

  test('a level that was reached is kept while nothing changes', () => {
    for (let room = 0; room < 3 * lowBytes; room += lowBytes / 97)
      for (const before of spoolLevels) {
        const after = nextSpoolLevel(before, factsWith(room))
        expect(nextSpoolLevel(after, factsWith(room))).toBe(after)
      }
  })

  test('more room never means a worse level', () => {
    for (const before of spoolLevels) {
      const levels = Array.from({ length: 300 }, (_, n) =>
        spoolLevels.indexOf(nextSpoolLevel(before, factsWith((n * lowBytes) / 100))),
      )
      expect(levels).toEqual(levels.toSorted((a, b) => b - a))
    }
  })
})
