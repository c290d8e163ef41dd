import { maxRepairsPerFile, type TimestampRepair } from '@tapedeck/domain'
import { expect, test } from 'vitest'
import { CycleMeter } from './cycle-meter.ts'
import type { PlacedFragment } from './placed-fragment.ts'

const wallMs = 1_800_000_000_000

/**
 * One second of media from `startMs` on.
 * @param sinceMs what lies between the media clock and the wall clock
 */
const second = (
  startMs: number,
  sinceMs = 0,
  part: Partial<PlacedFragment> = {},
): PlacedFragment => ({
  fragment: { bytes: Buffer.alloc(0), moofBytes: 0, samples: [] },
  init: { bytes: Buffer.alloc(0), tracks: [] },
  isCutPoint: true,
  isCodecChanged: false,
  isAfterGap: false,
  startMs,
  leading: { startMs, endMs: startMs + 1000 },
  startedAtMs: wallMs + startMs + sinceMs,
  receivedAtMs: wallMs + startMs + 1000 + sinceMs,
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

/** The span of a cycle of these fragments that begins with the first one. */
const spanOf = (fragments: PlacedFragment[], endedByCodecChange = false) => {
  const [first] = fragments
  if (first === undefined) throw new RangeError('no fragment')
  const meter = new CycleMeter(first, null, 0)
  for (const one of fragments) meter.add(one, 1, 0)
  return meter.span(endedByCodecChange)
}

const seconds = (from: number, count: number, sinceMs = 0): PlacedFragment[] =>
  Array.from({ length: count }, (_, index) => second((from + index) * 1000, sinceMs))

test('a file of a source that keeps time has the ratio 1 and nothing to tell', () => {
  expect(spanOf(seconds(5, 20)).truth).toEqual({
    wallMs: 20_000,
    mediaRatio: 1,
    gaps: [],
    gapCount: 0,
    repairs: [],
    repairCount: 0,
    endedByCodecChange: false,
  })
})

test('a gap inside a file is told and is no slow source; the file ends when its last media was live', () => {
  const back = second(8000, 6500, { isAfterGap: true })
  const span = spanOf([...seconds(0, 8), back, ...seconds(9, 7, 6500)])
  expect(span).toMatchObject({
    startedAtMs: wallMs,
    endedAtMs: wallMs + 16_000 + 6500,
    durationMs: 16_000,
    truth: {
      wallMs: 16_000,
      mediaRatio: 1,
      gaps: [{ mediaTimeMs: 8000, durationMs: 6500 }],
      gapCount: 1,
    },
  })
})

test('gaps lie from the beginning of their file, and a gap before it is not inside it', () => {
  const first = second(30_000, 5000, { isAfterGap: true })
  const back = second(32_000, 7000, { isAfterGap: true })
  expect(spanOf([first, second(31_000, 5000), back]).truth?.gaps).toEqual([
    { mediaTimeMs: 2000, durationMs: 2000 },
  ])
})

test('a pull whose clock says that it began before the last one ended leaves a gap of nothing', () => {
  const back = second(1000, -300, { isAfterGap: true })
  expect(spanOf([second(0), back]).truth?.gaps).toEqual([{ mediaTimeMs: 1000, durationMs: 0 }])
})

test('each run between gaps is measured by itself', () => {
  const slow = (from: number, sinceMs: number) =>
    seconds(from, 20, sinceMs).map((one, index) => ({
      ...one,
      receivedAtMs: one.receivedAtMs + index * 250,
    }))
  const [back, ...rest] = slow(20, 60_000)
  if (back === undefined) throw new RangeError('no fragment')
  const { truth } = spanOf([...slow(0, 0), { ...back, isAfterGap: true }, ...rest])
  expect(truth?.mediaRatio).toBeCloseTo(0.8, 2)
  expect(truth?.wallMs).toBeCloseTo(50_000, -3)
})

test('media that was delivered late from the spool says nothing of the source', () => {
  // arrival is when it was received, whenever it is written
  const meter = new CycleMeter(second(0), null, 0)
  for (const one of seconds(0, 30)) meter.add(one, 1, 5)
  expect(meter.span().truth?.mediaRatio).toBe(1)
})

test('repairs lie from the beginning of the file, the first hundred of them, and all are counted', () => {
  const repair = (mediaTimeMs: number): TimestampRepair => ({
    mediaTimeMs,
    track: 'video',
    kind: 'jump_back',
    jumpMs: -40_000,
  })
  const repairs = Array.from({ length: 150 }, (_, index) => repair(7000 + index))
  const { truth } = spanOf([second(7000, 0, { repairs }), second(8000)])
  expect(truth?.repairCount).toBe(150)
  expect(truth?.repairs).toHaveLength(maxRepairsPerFile)
  expect(truth?.repairs[1]).toEqual(repair(1))
})

test('so many gaps are told and all of them counted', () => {
  const gaps = Array.from({ length: 120 }, (_, index) =>
    second(1000 + index * 1000, (index + 1) * 2000, { isAfterGap: true }),
  )
  const { truth } = spanOf([second(0), ...gaps])
  expect([truth?.gaps.length, truth?.gapCount]).toEqual([maxRepairsPerFile, 120])
})

test('the end by a codec change is told', () => {
  expect(spanOf(seconds(0, 2), true).truth?.endedByCodecChange).toBe(true)
})

test('a fragment without the leading track makes no time', () => {
  const sound = second(12_000, 0, { leading: null, isCutPoint: false })
  const span = spanOf([...seconds(0, 12), sound])
  expect([span.durationMs, span.truth?.wallMs]).toEqual([12_000, 12_000])
  expect(span.endedAtMs).toBe(wallMs + 12_000)
})
