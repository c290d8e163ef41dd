import { KeyBook } from '@tapedeck/domain'
import { sampleRecording } from '@tapedeck/testkit'
import { expect, test } from 'vitest'

import { posterKey, thumbnailKey } from './picture-keys.ts'

const recording = sampleRecording()
const withThumbnails = {
  ...recording,
  template: {
    ...recording.template,
    thumbnails: { intervalSeconds: 1, width: 320, objectPattern: 't/{StreamName}/{UnixTimestamp}' },
  },
}

test('two thumbnails that render to one key are told apart by their interval', () => {
  const keys = new KeyBook()
  const keyOf = (interval: number) =>
    thumbnailKey(withThumbnails, { interval, atMs: 1_767_225_600_400 }, keys)
  expect([keyOf(7), keyOf(8)]).toEqual([
    't/sample-stream/1767225600.jpg',
    't/sample-stream/1767225600_8.jpg',
  ])
})

test('a poster lies beside its file, and beside another one of that name', () => {
  const keys = new KeyBook()
  const keyOf = (key: string) => posterKey({ key, sequence: 3 }, keys)
  expect(['a.b/c', 'r/x.mp4', 'r/x.flv', 'r/y.cmaf.m3u8'].map(keyOf)).toEqual([
    'a.b/c.jpg',
    'r/x.jpg',
    'r/x_3.jpg',
    'r/y.cmaf.jpg',
  ])
})
