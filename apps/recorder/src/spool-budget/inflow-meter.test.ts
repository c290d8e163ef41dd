import { expect, test } from 'vitest'
import { InflowMeter } from './inflow-meter.ts'

const counters = (writtenBytes: number, recordingId = 'a') => ({ recordingId, writtenBytes })

test('what was there at the first look did not come in', () => {
  const meter = new InflowMeter()
  meter.look(0, [counters(1_000_000)])
  expect(meter.bytesPerSecond).toBe(0)
  meter.look(1000, [counters(1_000_500)])
  expect(meter.bytesPerSecond).toBe(500)
})

test('a change is followed within half a minute, a burst is smoothed', () => {
  const meter = new InflowMeter()
  let written = 0
  let second = 0
  const look = (bytes: number) => {
    written += bytes
    meter.look(second * 1000, [counters(written)])
    second += 1
  }
  for (let n = 0; n <= 60; n++) look(100)
  expect(meter.of('a')).toBeCloseTo(100)
  look(10_100)
  expect(meter.of('a')).toBeLessThan(1100)
  for (let n = 0; n < 60; n++) look(300)
  expect(meter.of('a')).toBeCloseTo(300, -1)
})

test('recordings are told apart, and those that are gone do not count', () => {
  const meter = new InflowMeter()
  meter.look(0, [counters(0), counters(0, 'b')])
  meter.look(2000, [counters(200), counters(600, 'b')])
  expect([meter.of('a'), meter.of('b'), meter.bytesPerSecond]).toEqual([100, 300, 400])
  meter.look(3000, [counters(300)])
  expect([meter.of('b'), meter.bytesPerSecond]).toEqual([0, 100])
})
