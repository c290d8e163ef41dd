import type { Fragment, InitSegment, Sample, Track } from '@tapedeck/media'
import { expect, test } from 'vitest'
import { CycleMeter } from './cycle-meter.ts'
import type { PlacedFragment } from './placed-fragment.ts'
import { canHold, TrackSelector } from './track-selection.ts'

const wallMs = 1_800_000_000_000

const configs: Partial<Record<Track['codec'], Buffer>> = {
  h264: Buffer.from('0164001fffe1000267640100026801', 'hex'),
  aac: Buffer.from('1190', 'hex'),
}

const trackOf = (id: number, kind: 'video' | 'audio', codec: Track['codec']): Track => ({
  ...{ id, kind, codec, codecString: codec, timescale: 1000 },
  ...{ sampleEntry: Buffer.alloc(0), codecConfig: configs[codec] ?? null },
  ...{ width: 0, height: 0, sampleRate: 0, channels: 0 },
})
const picture = trackOf(1, 'video', 'h264')
const sound = trackOf(2, 'audio', 'aac')
/** A box of this type. */
const boxOf = (type: string, ...content: Buffer[]): Buffer => {
  const payload = Buffer.concat([Buffer.from(type), ...content])
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(payload.length + 4)
  return Buffer.concat([bytes, payload])
}
const init: InitSegment = { bytes: boxOf('moov'), tracks: [picture, sound] }
/** With its sequence number alone. */
const moof = boxOf('moof', boxOf('mfhd', Buffer.alloc(8)))

const sampleOf = (trackId: number, dts: number, duration = 1000): Sample => ({
  ...{ trackId, dts, duration, ctsOffset: 0, isSync: true, offset: 24, size: 0 },
})
const fragmentOf = (...samples: Sample[]): Fragment => ({
  bytes: moof,
  moofBytes: moof.length,
  samples,
})

/** Media as it was placed: a picture from `startMs` on, and sound where there is some. */
const placed = (
  startMs: number,
  soundMs: number | null,
  part: Partial<PlacedFragment> = {},
): PlacedFragment => ({
  fragment: fragmentOf(
    sampleOf(picture.id, startMs),
    ...(soundMs === null ? [] : [sampleOf(sound.id, soundMs)]),
  ),
  init,
  isCutPoint: true,
  isCodecChanged: false,
  isAfterGap: false,
  startMs: Math.min(startMs, soundMs ?? startMs),
  leading: { startMs, endMs: startMs + 1000 },
  startedAtMs: wallMs + Math.min(startMs, soundMs ?? startMs),
  receivedAtMs: wallMs + startMs + 1000,
  repairs: [],
  spooled: {
    sequence: 0,
    origin: { generation: 1, sequence: 0 },
    place: {
      ...{ generation: 1, segment: 'fragments-000000000' },
      ...{ offset: 0, bytes: 0, crc32: '00000000' },
    },
  },
  ...part,
})

test('an output of all tracks gets what was placed', () => {
  const whole = placed(0, 20)
  expect(new TrackSelector('all').select(whole)).toBe(whole)
})

test('an output of the sound gets that alone, with its own beginning on both clocks', () => {
  const own = new TrackSelector('audio').select(placed(5000, 5020))
  expect(own?.init.tracks).toEqual([sound])
  expect(own?.fragment.samples.map(({ trackId, dts }) => [trackId, dts])).toEqual([[2, 5020]])
  expect(own).toMatchObject({
    startMs: 5020,
    startedAtMs: wallMs + 5020,
    leading: { startMs: 5020, endMs: 6020 },
    cutSpan: { startMs: 5000, endMs: 6000 },
    isCutPoint: true,
  })
})

test('the init segment is made once for all fragments of a pull', () => {
  const selector = new TrackSelector('video')
  expect(selector.select(placed(0, 0))?.init).toBe(selector.select(placed(1000, 1000))?.init)
})

test('a gap before a fragment without its tracks lies before the next one that has some', () => {
  const selector = new TrackSelector('audio')
  expect(selector.select(placed(0, null, { isAfterGap: true }))).toBeNull()
  expect(selector.select(placed(1000, 1000))?.isAfterGap).toBe(true)
  expect(selector.select(placed(2000, 2000))?.isAfterGap).toBe(false)
})

test('a cycle of the sound stands where one of all tracks does, so that both are cut at one keyframe', () => {
  const selector = new TrackSelector('audio')
  // the sound of each second begins a moment later than its picture, and ends so
  const media = [0, 1000, 2000].map((startMs) => placed(startMs, startMs + 20))
  const first = selector.select(media[0] as PlacedFragment) as PlacedFragment
  const meter = new CycleMeter(first, null, 0)
  meter.add(first, 10, 0)
  const next = selector.select(media[2] as PlacedFragment) as PlacedFragment
  expect(meter.position(next, 0, false).mediaMs).toBe(2000)
  const later = new CycleMeter(next, 2020, 0)
  expect(later.position(placed(4000, null), 0, false).mediaMs).toBe(2000)
})

test.each([
  ['mp4', 'all', ['h264', 'opus'], true],
  ['m3u8', 'all', ['h264', 'vp9'], false],
  ['m3u8', 'audio', ['vp9', 'aac'], true],
  ['flv', 'video', ['h264', 'other'], true],
  ['mp4', 'audio', ['h264'], false],
  ['mp4', 'video', ['aac'], false],
] as const)('%s of %s of a stream of %s: %s', (format, tracks, codecs, isHeld) => {
  const all = codecs.map((codec, index) =>
    trackOf(index + 1, ['aac', 'opus', 'other'].includes(codec) ? 'audio' : 'video', codec),
  )
  expect(canHold({ format, tracks }, all)).toBe(isHeld)
})
