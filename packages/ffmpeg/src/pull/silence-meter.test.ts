import { expect, test } from 'vitest'

import { createSilenceMeter } from './silence-meter.ts'

test('silence before the end is measured although the end itself flushes what was held', () => {
  const meter = createSilenceMeter(0)
  for (const mark of [1000, 1010, 2000]) meter.mark(mark)
  meter.mark(12_000)
  meter.mark(12_020)
  expect(meter.silentMs(12_030)).toBe(10_000)
})

test('a steady source has no silence beyond its rhythm', () => {
  const meter = createSilenceMeter(0)
  for (let mark = 0; mark <= 20_000; mark += 10) meter.mark(mark)
  expect(meter.silentMs(20_010)).toBeLessThan(120)
})

test('a source that never sent anything was silent since the start', () => {
  expect(createSilenceMeter(500).silentMs(4500)).toBe(4000)
})
