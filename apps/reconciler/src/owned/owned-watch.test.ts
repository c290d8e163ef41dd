import { expect, test } from 'vitest'
import { OwnedWatch } from './owned-watch.ts'

test('stillness is counted from the last change', () => {
  const watch = new OwnedWatch()
  expect(watch.stillMs('a', 'x', 1000)).toBe(0)
  expect(watch.stillMs('a', 'x', 1500)).toBe(500)
  expect(watch.stillMs('a', 'y', 2000)).toBe(0)
  expect(watch.stillMs('a', 'y', 2500)).toBe(500)
  watch.keepOnly(['b'])
  expect(watch.size).toBe(0)
})

test('an owner is gone as long as neither it nor its renewals are seen', () => {
  const watch = new OwnedWatch()
  const look = (isPresent: boolean, leftMs: number, nowMs: number) => {
    watch.stillMs('a', 'x', nowMs)
    return watch.goneMs('a', isPresent, leftMs, nowMs)
  }
  expect(look(true, 60_000, 0)).toBe(0)
  expect(look(false, 50_000, 10_000)).toBe(0)
  expect(look(false, 40_000, 20_000)).toBe(10_000)
  // renewed: somebody is alive under that name
  expect(look(false, 60_000, 30_000)).toBe(0)
  expect(look(false, 50_000, 40_000)).toBe(10_000)
  expect(look(true, 40_000, 50_000)).toBe(0)
  expect(look(false, 30_000, 60_000)).toBe(0)
})
