import type { RecordingFile } from '@tapedeck/domain'
import { expect, test } from 'vitest'
import { recordedBefore } from './recorded-before.ts'

const file = (part: Partial<RecordingFile>): RecordingFile => ({
  id: 'rec.mp4.0',
  recordingId: 'rec',
  generation: 1,
  format: 'mp4',
  sequence: 0,
  storageType: 's3',
  bucket: 'bucket',
  key: 'key.mp4',
  bytes: 1,
  crc32: '00000000',
  durationMs: 1000,
  startedAtMs: 0,
  endedAtMs: 1000,
  width: null,
  height: null,
  codecs: [],
  slices: [],
  initKey: null,
  ...part,
})

test('a recording without files has stored nothing', () => {
  expect(recordedBefore([])).toEqual({ endedAtMs: null, mediaMs: 0, leastMediaMs: 0 })
})

test('outputs of one format are told each for itself', () => {
  const files = [
    file({ endedAtMs: 5000, durationMs: 5000 }),
    file({ output: 'long', endedAtMs: 9000, durationMs: 9000 }),
  ]
  expect(recordedBefore(files)).toEqual({ endedAtMs: 9000, mediaMs: 9000, leastMediaMs: 5000 })
})

test('what is stored is told by the format that came furthest, and by the one that came least far', () => {
  const files = [
    file({ endedAtMs: 5000, durationMs: 5000 }),
    file({ format: 'flv', endedAtMs: 7000, durationMs: 7000 }),
    file({ sequence: 1, startedAtMs: 5000, endedAtMs: 8000, durationMs: 3000 }),
  ]
  expect(recordedBefore(files)).toEqual({ endedAtMs: 8000, mediaMs: 8000, leastMediaMs: 7000 })
})
