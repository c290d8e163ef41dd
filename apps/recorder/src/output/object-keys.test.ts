import { type FormatPlan, KeyBook, plainOutput, type Recording } from '@tapedeck/domain'
import { expect, test } from 'vitest'
import { finalKey, type KeyContext, keyInPlace, sliceKey, stagingKey } from './object-keys.ts'

const startMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
const span = { startedAtMs: startMs, endedAtMs: startMs + 61_000, durationMs: 61_000 }
const recording = {
  id: 'rec_1',
  stream: { domain: 'live.example.org', app: 'live', stream: 'a/b' },
} satisfies Partial<Recording>

const contextOf = (plan: Partial<FormatPlan>, extension = '.mp4'): KeyContext => ({
  recording,
  generation: 2,
  plan: {
    ...plainOutput,
    name: plan.format ?? 'mp4',
    format: 'mp4',
    cycleSeconds: 60,
    maxBytes: null,
    objectPattern: '{AppName}/{StreamName}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}',
    sliceSeconds: null,
    slicePattern: null,
    ...plan,
  },
  extension,
  keys: new KeyBook(),
})

const cycle = (sequence: number, lateMs = 0) => ({ sequence, startedAtMs: startMs + lateMs })

test('the finished object has the key that the pattern says, with its extension', () => {
  expect(finalKey(contextOf({}), 7, span)).toBe(
    'live/a%2Fb/7_2026-01-02-03-04-05_2026-01-02-03-05-06.mp4',
  )
})

test('objects of a filler stand beside those of the file that it continues', () => {
  const filler = { ...contextOf({}), generation: 1, filler: { generation: 1, sequence: 7 } }
  expect(finalKey(filler, 2, span)).toBe(
    'live/a%2Fb/7_2026-01-02-03-04-05_2026-01-02-03-05-06_g1-2.mp4',
  )
  expect(stagingKey(filler, 2)).toBe('tapedeck-staging/rec_1/1/mp4.7_g1-2.mp4')
  expect(sliceKey(filler, 3, startMs)).toBe(`rec_1/${Math.floor(startMs / 1000)}_3_g1`)
})

test('a pattern that needs the end time has no key before that', () => {
  expect(keyInPlace(contextOf({}), cycle(0), null)).toBeNull()
})

test('a pattern that does not need the end time has its key at once', () => {
  const context = contextOf({ objectPattern: '{StreamName}/{Sequence}_{StartTime}' }, '.flv')
  expect(keyInPlace(context, cycle(3), null)).toBe('a%2Fb/3_2026-01-02-03:04:05.flv')
})

test('a cycle that a former generation began in place goes on under its key, and nobody else gets it', () => {
  const context = contextOf({ objectPattern: '{EscapedStartTime}' })
  const former = '2026-01-02-03-04-05.mp4'
  expect(keyInPlace(context, cycle(4, 900), former)).toBe(former)
  expect(keyInPlace(context, cycle(5), null)).toBe('2026-01-02-03-04-05_5.mp4')
})

test('two cycles that begin and end in the same seconds do not share a key', () => {
  const context = contextOf({ objectPattern: '{EscapedStartTime}_{EscapedEndTime}' })
  const short = { ...span, endedAtMs: startMs + 100, durationMs: 100 }
  const keys = [0, 1, 2].map((sequence) => finalKey(context, sequence, short))
  expect(new Set(keys).size).toBe(3)
  const open = contextOf({ objectPattern: '{EscapedStartTime}' })
  expect(keyInPlace(open, cycle(0), null)).not.toBe(keyInPlace(open, cycle(1, 100), null))
})

test('no two outputs and no two generations share a staging key', () => {
  const keys = [
    stagingKey(contextOf({ format: 'm3u8' }, '.m3u8'), 0),
    stagingKey(contextOf({ format: 'cmaf' }, '.m3u8'), 0),
    stagingKey(contextOf({ format: 'cmaf' }, '.m3u8'), 1),
    stagingKey({ ...contextOf({ format: 'cmaf' }, '.m3u8'), generation: 3 }, 0),
  ]
  expect(new Set(keys).size).toBe(keys.length)
  for (const key of keys) expect(key).toMatch(/^tapedeck-staging\/rec_1\//)
})

test('two outputs of one format have keys of their own', () => {
  const long = { format: 'm3u8', name: 'long' } as const
  const short = { format: 'm3u8', name: 'short' } as const
  const stagingOf = (plan: Partial<FormatPlan>) => stagingKey(contextOf(plan, '.m3u8'), 0)
  expect(stagingOf(long)).not.toBe(stagingOf(short))
  const objectPattern = '{Output}/{Format}_{EscapedStartTime}'
  const keyOf = (plan: Partial<FormatPlan>) =>
    keyInPlace(contextOf({ ...plan, objectPattern }, '.m3u8'), cycle(0), null)
  expect([keyOf(long), keyOf(short)]).toEqual([
    'long/m3u8_2026-01-02-03-04-05.m3u8',
    'short/m3u8_2026-01-02-03-04-05.m3u8',
  ])
})

test('the mark of an output stands behind the keys of its slices, before that of a filler', () => {
  const marked = { ...contextOf({ format: 'm3u8' }), sliceMark: '_sound' }
  expect(sliceKey(marked, 12, startMs)).toBe('rec_1/1767323045_12_sound')
  const filler = { ...marked, filler: { generation: 1, sequence: 7 } }
  expect(sliceKey(filler, 12, startMs)).toBe('rec_1/1767323045_12_sound_g1')
})

test('a slice without a pattern lies under its recording', () => {
  expect(sliceKey(contextOf({ format: 'm3u8' }), 12, startMs)).toBe('rec_1/1767323045_12')
  const named = contextOf({ format: 'm3u8', slicePattern: 's/{UnixTimestamp}-{Sequence}' })
  expect(sliceKey(named, 12, startMs)).toBe('s/1767323045-12')
})
