import { expect, test } from 'vitest'
import { CalmSince } from './calm-since.ts'

test('calm begins with the process and again after each break', () => {
  const calm = new CalmSince(1000)
  expect(calm.calmMs(1500)).toBe(500)
  calm.broken(2000)
  expect(calm.calmMs(2500)).toBe(500)
})

test('an answer that came late is a break, one in time is none', () => {
  const calm = new CalmSince(0)
  calm.answered(5000, 5999)
  expect(calm.calmMs(6000)).toBe(6000)
  calm.answered(6000, 7000)
  expect(calm.calmMs(7000)).toBe(0)
})
