import { expect, test } from 'vitest'
import { createHeaderWatch, type HeaderChange } from './header-watch.ts'

const opening = [
  '#format: frame checksums',
  '#version: 2',
  '#hash: adler32',
  '#extradata 0,                              41, 30230d20',
  '#extradata 1,                               5, 0a1b2c3d',
  '#software: Lavf59.27.100',
  '#tb 0: 1/1000',
  '#media_type 0: video',
  '#codec_id 0: h264',
  '#dimensions 0: 640x360',
  '#sar 0: 1/1',
  '#tb 1: 1/48000',
  '#media_type 1: audio',
  '#codec_id 1: aac',
  '#sample_rate 1: 48000',
  '#channel_layout_name 1: mono',
  '#stream#, dts,        pts, duration,     size, hash',
]

const watch = (lines: string[]) => {
  const changes: HeaderChange[] = []
  const header = createHeaderWatch((change) => changes.push(change))
  const taken = [...opening, ...lines].map((line) => header.line(line))
  return { changes, taken }
}

test('every line of the output is taken for what it is', () => {
  const { taken, changes } = watch([
    '0,         21,         21,       40,     9726, dd86edc8',
    '1,       1021,       1021,     1024,      180, 9bf5cb10',
  ])
  expect(taken).not.toContain(false)
  expect(changes).toEqual([])
})

test('a publisher that comes back with the same header changes nothing', () => {
  const line = '0,       4052,       4052,       40,     9726, dd86edc8, S=1,       41, 30230d20'
  expect(watch([line]).changes).toEqual([])
})

test('another header is told once, with its track and time', () => {
  const { changes } = watch([
    '0,       8084,       8084,       40,     4619, e4db0ad6, S=1,       39, eaed0ac2',
    '0,       9084,       9084,       40,     4619, e4db0ad6, S=1,       39, eaed0ac2',
    '1,      96000,      96000,     1024,      180, 9bf5cb10, S=1,        5, ffffffff',
  ])
  expect(changes).toEqual([
    { track: 'video', atMs: 8084 },
    { track: 'audio', atMs: 2000 },
  ])
})

test('lines of the log and of the progress are left alone', () => {
  const { taken } = watch(['[live_flv @ 0x55] [warning] DTS 21 < 3981 out of order', 'frame=12'])
  expect(taken.slice(-2)).toEqual([false, false])
})
