import { describe, expect, it } from 'vitest'
import { createHostPlaces, type HostPlaces } from './host-places.ts'

/** Takes places until there is none, and counts them. */
const fill = (places: HostPlaces, host: string): number => {
  let taken = 0
  while (places.take(host, 0) === null) taken += 1
  return taken
}

describe('places', () => {
  it('of one host are half of all, so that there is room for another', () => {
    expect(fill(createHostPlaces(200), 'a')).toBe(100)
  })

  it('of many hosts that take all they can leave room for one more', () => {
    const places = createHostPlaces(200)
    const shares = ['a', 'b', 'c', 'd'].map((host) => fill(places, host))
    expect(shares).toEqual([100, 66, 50, 40])
    // those that had more before the others came get no new ones
    expect(places.take('a', 0)).not.toBeNull()
    places.give('a', 0)
    expect(places.take('a', 0)).not.toBeNull()
  })

  it('are four at least', () => {
    const places = createHostPlaces(200)
    for (let n = 0; n < 100; n++) places.take(`host ${n}`, 0)
    expect(fill(places, 'last')).toBe(4)
  })

  it('are free again when they are given back', () => {
    const places = createHostPlaces(8)
    expect(fill(places, 'a')).toBe(4)
    places.give('a', 0)
    expect(places.take('a', 0)).toBeNull()
    expect(places.inFlight()).toBe(4)
    for (let n = 0; n < 4; n++) places.give('a', 0)
    expect(places.inFlight()).toBe(0)
    expect(() => places.give('a', 0)).not.toThrow()
    expect(places.inFlight()).toBe(0)
  })
})

describe('who finds no place', () => {
  const waits = (places: HostPlaces, nowMs: number, count: number): number[] =>
    Array.from({ length: count }, () => places.take('a', nowMs) ?? -1)

  it('is told to come back one after the other, 15 s later at most', () => {
    const places = createHostPlaces(8)
    fill(places, 'a')
    const told = waits(places, 0, 1000)
    for (const [n, waitMs] of told.entries()) {
      expect(waitMs).toBeGreaterThanOrEqual(told[n - 1] ?? 20)
      expect(waitMs).toBeLessThanOrEqual(15_000)
    }
    expect(told.at(-1)).toBe(15_000)
  })

  it('is told to come back sooner when the host is quick', () => {
    const [quick, slow] = [1, 100].map((everyMs) => {
      const places = createHostPlaces(8)
      for (let n = 0; n < 4; n++) places.take('a', 0)
      for (let n = 1; n <= 50; n++) {
        places.give('a', n * everyMs)
        places.take('a', n * everyMs)
      }
      return waits(places, 50 * everyMs, 100).at(-1) ?? 0
    })
    expect(quick).toBeLessThan(200)
    expect(slow).toBeGreaterThan(5000)
  })
})
