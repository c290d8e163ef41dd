import type { Fragment, InitSegment, Sample, Track } from '@tapedeck/media'
import { expect, test } from 'vitest'
import { FragmentPlacer } from './fragment-placer.ts'

const wallMs = 1_800_000_000_000

const trackOf = (id: number, kind: 'video' | 'audio', codecString: string): Track => ({
  id,
  kind,
  codec: kind === 'video' ? 'h264' : 'aac',
  codecString,
  timescale: 1000,
  sampleEntry: Buffer.from(codecString),
  codecConfig: null,
  width: 0,
  height: 0,
  sampleRate: 0,
  channels: 0,
})
const initOf = (codecString = 'avc1'): InitSegment => ({
  bytes: Buffer.alloc(0),
  tracks: [trackOf(1, 'video', codecString), trackOf(2, 'audio', 'mp4a')],
})

const sample = (trackId: number, dts: number, isSync: boolean): Sample => ({
  trackId,
  dts,
  ctsOffset: 0,
  duration: 1000,
  isSync,
  offset: 8,
  size: 0,
})

const spooled = {
  sequence: 0,
  origin: { generation: 1, sequence: 0 },
  place: { generation: 1, segment: 'fragments-000000000', offset: 0, bytes: 0, crc32: '00000000' },
}

/** One second of media that arrives when it is over. */
const second = (atMs: number, part: 'keyframe' | 'picture' | 'sound', receivedAtMs?: number) => {
  const samples = [
    ...(part === 'sound' ? [] : [sample(1, atMs, part === 'keyframe')]),
    sample(2, atMs, true),
  ]
  const fragment: Fragment = { bytes: Buffer.from('\0\0\0\bmoof'), moofBytes: 8, samples }
  return { fragment, receivedAtMs: receivedAtMs ?? wallMs + atMs + 1000, spooled }
}

test('what comes before the first keyframe is held back and then comes with it', () => {
  const placer = new FragmentPlacer()
  placer.beginPull(initOf())
  expect(placer.place(second(0, 'sound'))).toEqual([])
  expect(placer.isHolding).toBe(true)
  expect(placer.endedAtMs).toBeNull()
  const placed = placer.place(second(1000, 'keyframe'))
  expect(placed.map(({ isCutPoint, startMs }) => ({ isCutPoint, startMs }))).toEqual([
    { isCutPoint: true, startMs: 0 },
    { isCutPoint: false, startMs: 1000 },
  ])
  expect(placer.isHolding).toBe(false)
  expect(placer.mediaMs).toBe(2000)
})

test('a pull that ends without a keyframe leaves nothing when nothing was recorded before it', () => {
  const placer = new FragmentPlacer()
  placer.beginPull(initOf())
  placer.place(second(0, 'sound'))
  expect(placer.endPull()).toEqual([])
  expect(placer.mediaMs).toBe(0)
})

test('a second pull goes on where the first ended, marked as after a gap, also when no keyframe came', () => {
  const placer = new FragmentPlacer()
  placer.beginPull(initOf())
  placer.place(second(0, 'keyframe'))
  placer.beginPull(initOf())
  expect(placer.place(second(0, 'sound', wallMs + 60_000))).toEqual([])
  const [placed] = placer.endPull()
  expect(placed).toMatchObject({ startMs: 1000, isAfterGap: true, startedAtMs: wallMs + 59_000 })
})

test('a second pull of other codecs says so at its keyframe, and only there', () => {
  const placer = new FragmentPlacer()
  placer.beginPull(initOf())
  placer.place(second(0, 'keyframe'))
  placer.beginPull(initOf('hvc1'))
  const placed = [
    ...placer.place(second(0, 'keyframe')),
    ...placer.place(second(1000, 'picture')),
    ...placer.place(second(2000, 'keyframe')),
  ]
  expect(placed.map(({ isCodecChanged, isAfterGap }) => [isCodecChanged, isAfterGap])).toEqual([
    [true, true],
    [false, false],
    [false, false],
  ])
})

test('wall time runs with the media, whenever the fragments arrive, and is set anew after a long drift', () => {
  const placer = new FragmentPlacer()
  placer.beginPull(initOf())
  const starts = [
    second(0, 'keyframe'),
    second(1000, 'keyframe', wallMs + 2900),
    second(2000, 'keyframe', wallMs + 2950),
    second(3000, 'keyframe', wallMs + 14_000),
    second(4000, 'keyframe', wallMs + 15_000),
  ].flatMap((received) => placer.place(received).map(({ startedAtMs }) => startedAtMs - wallMs))
  expect(starts).toEqual([0, 1000, 2000, 13_000, 14_000])
})

test('the end of the media in wall time is that of the last fragment, not of the moment at which it is asked for', () => {
  const placer = new FragmentPlacer()
  placer.beginPull(initOf())
  placer.place(second(0, 'keyframe'))
  placer.place(second(1000, 'keyframe', wallMs + 4000))
  expect(placer.endedAtMs).toBe(wallMs + 2000)
  placer.beginPull(initOf())
  expect(placer.endedAtMs).toBe(wallMs + 2000)
})

test('what is held back for a keyframe is bounded', () => {
  const placer = new FragmentPlacer()
  placer.beginPull(initOf())
  const { fragment, receivedAtMs } = second(0, 'sound')
  const bytes = Buffer.alloc(33 * 1024 * 1024)
  const place = () => placer.place({ fragment: { ...fragment, bytes }, receivedAtMs, spooled })
  expect(place()).toEqual([])
  expect(place).toThrow(expect.objectContaining({ code: 'STREAM_INVALID' }))
})

test('a fragment before any init segment is a fault of ours', () => {
  expect(() => new FragmentPlacer().place(second(0, 'keyframe'))).toThrow(RangeError)
})
