import type { Fragment, InitSegment, Sample, Track } from '@tapedeck/media'
import { expect, test } from 'vitest'
import type { ReceivedFragment } from './fragment-receiver.ts'
import { StartCollector } from './generation-start.ts'

const track = (id: number, kind: 'video' | 'audio'): Track =>
  ({ id, kind, timescale: 1000 }) as Track
const init = { tracks: [track(1, 'video'), track(2, 'audio')] } as InitSegment

/** One second: 25 pictures, unless it is sound alone, and 40 frames of sound, each of one byte that tells its time. */
const second = (from: number, options: { pull?: number; soundAlone?: boolean } = {}) => {
  const { pull = 0, soundAlone = false } = options
  const frames: [trackId: number, stepMs: number, count: number][] = [
    ...(soundAlone ? [] : ([[1, 40, 25]] as [number, number, number][])),
    [2, 25, 40],
  ]
  const samples: Sample[] = []
  for (const [trackId, stepMs, count] of frames)
    for (let index = 0; index < count; index++)
      samples.push({
        ...{ trackId, dts: from * 1000 + index * stepMs, ctsOffset: 0, duration: stepMs },
        ...{ isSync: trackId === 2 || index === 0, offset: samples.length, size: 1 },
      })
  const fragment: Fragment = { bytes: Buffer.alloc(samples.length, from), moofBytes: 0, samples }
  const receivedAtMs = 100_000 + (from + 1) * 1000
  return { fragment, init, receivedAtMs, pull, isKeyframe: !soundAlone } as ReceivedFragment
}

const offsets = (collector: StartCollector): Record<string, number | undefined> =>
  Object.fromEntries(
    (collector.beginning?.start.tracks ?? []).map(({ kind, samples }) => [
      kind,
      samples[0]?.offsetMs,
    ]),
  )

test('a generation begins with its first pull, also with the sound in front of the first picture', () => {
  const collector = new StartCollector('pull')
  for (let from = 0; from < 5; from++)
    expect(collector.add(second(from, { soundAlone: true }))).toBeNull()
  expect(collector.add(second(5))?.startedAtMs).toBe(100_000)
  expect(offsets(collector)).toEqual({ video: 5000, audio: 0 })
})

test('a place in the middle of a pull begins with a keyframe', () => {
  const collector = new StartCollector('keyframe')
  expect(collector.add(second(0, { soundAlone: true }))).toBeNull()
  expect(collector.add(second(1))?.startedAtMs).toBe(101_000)
  expect(offsets(collector)).toEqual({ video: 0, audio: 0 })
})

test('a pull that ended before its first keyframe is no beginning', () => {
  const collector = new StartCollector('pull')
  expect(collector.add(second(0, { soundAlone: true }))).toBeNull()
  expect(collector.add(second(7, { pull: 1 }))?.startedAtMs).toBe(107_000)
})

test('a pull that ended at once is the beginning all the same', () => {
  const collector = new StartCollector('pull')
  const [picture] = second(0).fragment.samples
  const short = { ...second(0).fragment, samples: picture === undefined ? [] : [picture] }
  expect(collector.add({ ...second(0), fragment: short })).toBeNull()
  expect(collector.add(second(9, { pull: 1 }))?.start.tracks).toMatchObject([
    { kind: 'video', samples: [{ bytes: 1, offsetMs: 0 }] },
  ])
})

test('it is told once', () => {
  const collector = new StartCollector('pull')
  expect(collector.add(second(0))).not.toBeNull()
  expect(collector.add(second(1))).toBeNull()
})
