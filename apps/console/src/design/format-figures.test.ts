import { expect, test } from 'vitest'
import { agoText, bitRateText, countText, durationText } from './format-figures.ts'

test('a duration is written as clocks show it', () => {
  expect([0, 7_400, 754_000, 3_723_000, 360_000_000].map(durationText)).toEqual([
    '0:00',
    '0:07',
    '12:34',
    '1:02:03',
    '100:00:00',
  ])
})

test('a duration below zero, of two clocks that differ, is none', () => {
  expect(durationText(-300)).toBe('0:00')
})

test('a rate is in bits', () => {
  expect(bitRateText(2_640_000)).toBe('2.6 Mbit/s')
})

test('one is told from many', () => {
  expect([countText(1, 'gap'), countText(1200, 'gap'), countText(2, 'entry', 'entries')]).toEqual([
    '1 gap',
    '1,200 gaps',
    '2 entries',
  ])
})

test('a time is told by its largest unit', () => {
  const nowMs = Date.parse('2026-01-02T12:00:00Z')
  const told = [-3_000, -60_000, -7_300_000, -86_400_000, 120_000].map((ms) =>
    agoText(nowMs + ms, nowMs),
  )
  expect(told).toEqual(['just now', '1 minute ago', '2 hours ago', 'yesterday', 'in 2 minutes'])
})
