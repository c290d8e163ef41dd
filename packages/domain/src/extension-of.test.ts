import { expect, test } from 'vitest'
import { extensionOf, sliceMarkOf } from './extension-of.ts'
import { type FormatPlan, plainOutput } from './template.ts'

const planOf = (name: string, part: Partial<FormatPlan>): FormatPlan => ({
  ...plainOutput,
  name,
  format: 'm3u8',
  cycleSeconds: 60,
  maxBytes: null,
  objectPattern: 'a/{StartTime}',
  sliceSeconds: 5,
  slicePattern: 's/{UnixTimestamp}_{Sequence}',
  ...part,
})
const archive = { type: 's3', bucket: 'archive' } as const
const m3u8 = planOf('m3u8', {})
const cmaf = planOf('cmaf', { format: 'cmaf' })

test('a cmaf playlist is told apart from an m3u8 one that would have its key', () => {
  expect(extensionOf(cmaf, [m3u8, cmaf])).toBe('.cmaf.m3u8')
  expect(extensionOf(m3u8, [m3u8, cmaf])).toBe('.m3u8')
  expect(extensionOf(cmaf, [cmaf])).toBe('.m3u8')
})

test.each([
  ['its own storage', { storage: archive }, {}],
  ['another pattern', { objectPattern: 'b/{StartTime}' }, {}],
  ['its format in the pattern', ...twice({ objectPattern: '{Format}/{StartTime}' })],
  ['its name in the pattern', ...twice({ objectPattern: '{Output}/{StartTime}' })],
] as const)('with %s it has the plain extension', (_, ofCmaf, ofM3u8) => {
  const all = [planOf('m3u8', ofM3u8), planOf('cmaf', { format: 'cmaf', ...ofCmaf })]
  expect(extensionOf(all[1] ?? cmaf, all)).toBe('.m3u8')
})

function twice<T>(part: T): [T, T] {
  return [part, part]
}

test('one of two outputs of one format is told apart from that of another, whatever its name', () => {
  const all = [planOf('first', {}), planOf('second', { objectPattern: 'b/{StartTime}' })]
  const other = planOf('fragments', { format: 'cmaf', objectPattern: 'b/{StartTime}' })
  expect(extensionOf(other, [...all, other])).toBe('.cmaf.m3u8')
})

const recordingWith = (...formats: FormatPlan[]) => ({
  storage: { type: 's3', bucket: 'tapes' } as const,
  template: { formats },
})

test('slices of the second output of a format carry its name when their keys would be the same', () => {
  const sound = planOf('sound', { objectPattern: 'b/{StartTime}', tracks: 'audio' })
  const both = recordingWith(m3u8, sound)
  expect([sliceMarkOf(m3u8, both), sliceMarkOf(sound, both)]).toEqual(['', '_sound'])
})

test.each([
  ['other slices', { slicePattern: 't/{UnixTimestamp}_{Sequence}' }],
  ['its name in the pattern', { slicePattern: '{Output}/{UnixTimestamp}_{Sequence}' }],
  ['another format', { format: 'cmaf' }],
  ['its own storage', { storage: archive }],
] as const)('slices of an output with %s need no mark', (_, part) => {
  const other = planOf('other', part)
  expect(sliceMarkOf(other, recordingWith(m3u8, other))).toBe('')
})

test('a storage that is the recording’s in other words is the same', () => {
  const same = planOf('same', { storage: { type: 's3', bucket: 'tapes' } })
  expect(sliceMarkOf(same, recordingWith(m3u8, same))).toBe('_same')
})
