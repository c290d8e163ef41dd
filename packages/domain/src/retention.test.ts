import { expect, test } from 'vitest'
import type { RecordingFile } from './recording-file.ts'
import { hasRetention, objectKeysOf, removalDueAtMs, retentionSecondsOf } from './retention.ts'
import { type FormatPlan, plainOutput } from './template.ts'

const output = (name: string, retentionSeconds: number | null): FormatPlan => ({
  ...plainOutput,
  name,
  format: 'mp4',
  cycleSeconds: 60,
  maxBytes: null,
  objectPattern: '{RecordingId}/{Sequence}',
  sliceSeconds: null,
  slicePattern: null,
  retentionSeconds,
})

const template = { formats: [output('short', 60), output('plain', null)], retentionSeconds: 3600 }
const forEver = { formats: [output('plain', null)], retentionSeconds: null }
const file = { output: 'short', format: 'mp4', endedAtMs: 1_000_000 } as RecordingFile

test("an output's own time wins over the template's, and none is for ever", () => {
  expect(retentionSecondsOf(template, 'short')).toBe(60)
  expect(retentionSecondsOf(template, 'plain')).toBe(3600)
  expect(retentionSecondsOf(forEver, 'plain')).toBeNull()
  expect([hasRetention(template), hasRetention(forEver)]).toEqual([true, false])
  expect(hasRetention({ ...template, retentionSeconds: null })).toBe(true)
})

test("the time is counted from the file's end", () => {
  expect(removalDueAtMs(template, file)).toBe(1_060_000)
  expect(removalDueAtMs(template, { ...file, output: 'plain' })).toBe(4_600_000)
  expect(removalDueAtMs(forEver, { ...file, output: 'plain' })).toBeNull()
})

test('the objects of a file are all that it named', () => {
  const slice = (key: string) => ({ key }) as RecordingFile['slices'][number]
  const poster = { key: 'p.jpg', bytes: 1, width: 1, height: 1 }
  expect(objectKeysOf({ key: 'a.mp4', slices: [], initKey: null })).toEqual(['a.mp4'])
  expect(
    objectKeysOf({ key: 'a.m3u8', slices: [slice('1'), slice('2')], initKey: 'i.mp4', poster }),
  ).toEqual(['a.m3u8', '1', '2', 'i.mp4', 'p.jpg'])
})
