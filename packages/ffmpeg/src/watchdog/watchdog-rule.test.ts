import { expect, test } from 'vitest'

import { createWatchdogRule } from './watchdog-rule.ts'

const limits = {
  silentMs: 10_000,
  stalledMediaMs: 15_000,
  minMediaRatio: 0.5,
  ratioWindowMs: 20_000,
}

test('a source that delivers at its speed is left alone', () => {
  const rule = createWatchdogRule(limits, 0)
  for (let now = 1000; now <= 3_600_000; now += 1000) {
    rule.bytes(40_000, now)
    rule.media(now, now)
    expect(rule.check(now)).toBeNull()
  }
})

test('a source that never sends a byte trips after the silence', () => {
  const rule = createWatchdogRule(limits, 500)
  expect(rule.check(10_499)).toBeNull()
  expect(rule.check(10_500)).toEqual({ kind: 'no_bytes', silentMs: 10_000 })
})

test('bytes without media trip after the stall', () => {
  const rule = createWatchdogRule(limits, 0)
  rule.media(4000, 4000)
  for (let now = 5000; now < 19_000; now += 1000) {
    rule.bytes(100, now)
    rule.media(4000, now)
    expect(rule.check(now)).toBeNull()
  }
  rule.bytes(100, 19_000)
  expect(rule.check(19_000)).toEqual({ kind: 'no_media', stalledMs: 15_000 })
})

test('media that comes at a third of its speed trips after a window', () => {
  const rule = createWatchdogRule(limits, 0)
  for (let now = 0; now <= 20_000; now += 1000) {
    rule.bytes(100, now)
    rule.media(now / 3, now)
  }
  const reason = rule.check(20_000)
  expect(reason?.kind).toBe('slow_media')
  expect(reason?.kind === 'slow_media' && reason.ratio).toBeCloseTo(1 / 3, 1)
})

test('time stamps that jump, back or forward, are no reason to trip', () => {
  const rule = createWatchdogRule(limits, 0)
  let media = 0
  for (let now = 1000; now <= 200_000; now += 1000) {
    media = now === 50_000 ? 0 : now === 90_000 ? media + 86_400_000 : media + 1000
    rule.bytes(100, now)
    rule.media(media, now)
    expect(rule.check(now)).toBeNull()
  }
})

test('a slow window is forgotten when the next one is good', () => {
  const rule = createWatchdogRule({ ...limits, minMediaRatio: 0.1 }, 0)
  for (let now = 0; now <= 20_000; now += 1000) {
    rule.bytes(1, now)
    rule.media(now / 5, now)
  }
  expect(rule.check(20_000)).toBeNull()
  expect(rule.nextCheckMs(20_000)).toBe(10_000)
})

test('time that is left out counts for nothing, and takes nothing from what comes', () => {
  const rule = createWatchdogRule(limits, 0)
  rule.bytes(100, 4000)
  rule.media(4000, 4000)
  rule.leaveOut(30_000, 34_000)
  expect(rule.check(34_000)).toBeNull()
  expect(rule.check(43_999)).toBeNull()
  expect(rule.check(44_000)).toEqual({ kind: 'no_bytes', silentMs: 10_000 })
  rule.bytes(100, 44_000)
  rule.leaveOut(30_000, 44_000)
  expect(rule.check(54_000)).toEqual({ kind: 'no_bytes', silentMs: 10_000 })
})
