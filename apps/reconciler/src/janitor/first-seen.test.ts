import { expect, test } from 'vitest'
import { FirstSeen } from './first-seen.ts'
import { TryLater } from './try-later.ts'

test('age is counted from the first sighting, and again after it was forgotten', () => {
  const seen = new FirstSeen()
  expect(seen.ageMs('a', 1000)).toBe(0)
  expect(seen.ageMs('a', 1500)).toBe(500)
  seen.keepOnly(new Set(['a']))
  expect(seen.ageMs('a', 2000)).toBe(1000)
  seen.keepOnly(new Set(['b']))
  expect(seen.ageMs('a', 3000)).toBe(0)
  seen.forget('a')
  expect(seen.ageMs('a', 9000)).toBe(0)
})

test('no more is remembered than there is room for', () => {
  const seen = new FirstSeen()
  seen.ageMs('first', 0)
  for (let n = 0; n < 100_000; n++) seen.ageMs(`other ${n}`, 0)
  expect(seen.ageMs('first', 500)).toBe(0)
})

test('what failed is tried later and later', () => {
  const policy = { firstDelayMs: 1000, maxDelayMs: 4000, factor: 2, attempts: 1 }
  const later = new TryLater(policy, () => 1)
  expect(later.mayTry('a', 0)).toBe(true)
  const pauses = [1000, 2000, 4000, 4000]
  for (const pause of pauses) {
    later.failed('a', 0)
    expect(later.mayTry('a', pause - 1)).toBe(false)
    expect(later.mayTry('a', pause)).toBe(true)
  }
  later.forget('a')
  expect(later.mayTry('a', 0)).toBe(true)
})
