import { deliveryLimits } from '@tapedeck/domain'
import { describe, expect, it } from 'vitest'
import { heldUntilMs, mergedWith, youngestOf } from './merge-deliveries.ts'

const nowMs = 1_900_000_000_000
const merging = { holdMs: 1000, most: 20 }

describe('what is merged is held', () => {
  it.each([
    { agoMs: 0, leftMs: 1000 },
    { agoMs: 999, leftMs: 1 },
    { agoMs: 1000, leftMs: null },
    { agoMs: 60_000, leftMs: null },
    // by a clock that is ahead
    { agoMs: -5, leftMs: 1005 },
    { agoMs: -1000, leftMs: 2000 },
    { agoMs: -1001, leftMs: null },
  ])('for a second after it was queued: $agoMs ms ago', ({ agoMs, leftMs }) => {
    const untilMs = heldUntilMs({ queuedAtMs: nowMs - agoMs }, merging, nowMs)
    expect(untilMs).toBe(leftMs === null ? null : nowMs + leftMs)
  })
})

describe('what goes along', () => {
  const aged = (...agesMs: number[]) =>
    agesMs.map((ageMs) => ({ delivery: { queuedAtMs: nowMs - ageMs } }))
  const { maxAgeMs } = deliveryLimits
  const first = (ageMs: number) => ({ queuedAtMs: nowMs - ageMs })

  it('is all of it', () => {
    const following = aged(5000, 10)
    expect(mergedWith(first(maxAgeMs - 1), following, nowMs)).toEqual(following)
  })

  it('is only what is to be given up as well when the first one is', () => {
    const following = aged(maxAgeMs + 1, maxAgeMs, maxAgeMs - 1, maxAgeMs)
    expect(mergedWith(first(maxAgeMs), following, nowMs)).toEqual(following.slice(0, 2))
    expect(mergedWith(first(maxAgeMs), following.slice(0, 2), nowMs)).toHaveLength(2)
    expect(mergedWith(first(maxAgeMs), [], nowMs)).toEqual([])
  })

  it('decides with its youngest whether all of it is given up', () => {
    expect(youngestOf(first(9000), aged(500, 7000))).toEqual(first(500))
    expect(youngestOf(first(9000), [])).toEqual(first(9000))
  })
})
