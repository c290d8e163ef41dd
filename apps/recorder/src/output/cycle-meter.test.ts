import { cutReason } from '@tapedeck/domain'
import type { Fragment } from '@tapedeck/media'
import { expect, test } from 'vitest'
import { CycleMeter } from './cycle-meter.ts'
import type { PlacedFragment } from './placed-fragment.ts'

const wallMs = 1_800_000_000_000
const fragment: Fragment = { bytes: Buffer.alloc(0), moofBytes: 0, samples: [] }

/** One second of media from `startMs` on, which was live at `wallMs + startMs`. */
const second = (startMs: number, part: Partial<PlacedFragment> = {}): PlacedFragment => ({
  fragment,
  init: { bytes: Buffer.alloc(0), tracks: [] },
  isCutPoint: true,
  isCodecChanged: false,
  isAfterGap: false,
  startMs,
  leading: { startMs, endMs: startMs + 1000 },
  startedAtMs: wallMs + startMs,
  receivedAtMs: wallMs + startMs + 1000,
  repairs: [],
  spooled: {
    sequence: 0,
    origin: { generation: 1, sequence: 0 },
    place: {
      generation: 1,
      segment: 'fragments-000000000',
      offset: 0,
      bytes: 0,
      crc32: '00000000',
    },
  },
  ...part,
})

test('the first cycle begins with its first sample', () => {
  const meter = new CycleMeter(second(40), null, 0)
  meter.add(second(40), 100, 0)
  expect(meter.span()).toMatchObject({
    startedAtMs: wallMs + 40,
    endedAtMs: wallMs + 1040,
    durationMs: 1000,
  })
})

test('a later cycle lasts from the end of the one before it, so that durations add up', () => {
  const first = second(1010)
  const meter = new CycleMeter(first, 1000, 0)
  meter.add(first, 100, 0)
  expect(meter.span()).toMatchObject({
    startedAtMs: wallMs + 1000,
    endedAtMs: wallMs + 2010,
    durationMs: 1010,
  })
  expect(meter.endMs).toBe(2010)
})

test('a fragment without the leading track makes a cycle bigger and not longer', () => {
  const meter = new CycleMeter(second(0), null, 0)
  meter.add(second(0), 100, 0)
  meter.add(second(1000, { leading: null, isCutPoint: false }), 30, 1000)
  expect([meter.durationMs, meter.bytes]).toEqual([1000, 130])
})

test('what waiting for the next cut point would add is the bigger of the last two distances', () => {
  const meter = new CycleMeter(second(0), null, 0)
  meter.add(second(0), 500, 0)
  meter.add(second(1000, { isCutPoint: false }), 200, 1000)
  expect(meter.position(second(2000), 2000, false)).toMatchObject({ bytes: 700, lastGopBytes: 700 })
  meter.add(second(2000), 100, 2000)
  expect(meter.position(second(3000), 3000, false)).toMatchObject({ bytes: 800, lastGopBytes: 700 })
  meter.add(second(3000), 100, 3000)
  expect(meter.position(second(4000), 4000, false).lastGopBytes).toBe(100)
})

test('a position tells media and wall time since the cycle began', () => {
  const meter = new CycleMeter(second(5000), 5000, 70_000)
  meter.add(second(5000), 100, 70_000)
  expect(meter.position(second(6000, { isCodecChanged: true }), 71_200, true)).toEqual({
    mediaMs: 1000,
    wallMs: 1200,
    bytes: 100,
    lastGopBytes: 100,
    isSplitRequested: true,
    isCodecChanged: true,
  })
})

test('the time in which the source was away does not count as wall time of the cycle', () => {
  const meter = new CycleMeter(second(0), null, 0)
  meter.add(second(0), 100, 1000)
  const back = second(1000, { isAfterGap: true })
  expect(meter.position(back, 61_000, false).wallMs).toBe(1000)
  meter.add(back, 100, 61_000)
  expect(meter.position(second(2000), 62_000, false).wallMs).toBe(2000)
})

test('a pause of any length does not end a cycle', () => {
  const pausedMs = 30 * 86_400_000
  const meter = new CycleMeter(second(0), null, 0)
  meter.add(second(0), 100, 0)
  const limits = { cycleMs: 60_000, maxBytes: null }
  const behind = { isAfterGap: true, startedAtMs: wallMs + 1000 + pausedMs }
  const next = second(1000, behind)
  expect(cutReason(limits, meter.position(next, 1000 + pausedMs, false))).toBeNull()
  meter.add(next, 100, 1000 + pausedMs)
  const last = second(2000, { startedAtMs: wallMs + 2000 + pausedMs })
  expect(cutReason(limits, meter.position(last, 2000 + pausedMs, false))).toBeNull()
})
