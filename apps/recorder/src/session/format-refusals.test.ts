import { type OutputFormat, plainOutput, type TrackSelection } from '@tapedeck/domain'
import type { InitSegment, Track } from '@tapedeck/media'
import { expect, test } from 'vitest'
import { areAllRefused, describeRefusals, refusalsOf } from './format-refusals.ts'

const trackOf = (kind: Track['kind'], codec: Track['codec']) => ({ kind, codec }) as Track
const streamOf = (...tracks: Track[]): InitSegment => ({ bytes: Buffer.alloc(0), tracks })
const outputOf = (name: string, format: OutputFormat, tracks: TrackSelection = 'all') => ({
  ...plainOutput,
  ...{ name, format, tracks },
})

const mp4 = outputOf('mp4', 'mp4')
const sound = outputOf('sound', 'mp4', 'audio')
const flv = outputOf('flv', 'flv')

test('an output that finds no track of its own skips the stream, as one whose format cannot hold it', () => {
  const silent = streamOf(trackOf('video', 'vp9'))
  const refusals = refusalsOf([mp4, sound, flv], silent)
  expect(refusals).toEqual([
    { output: 'sound', format: 'mp4', codec: null },
    { output: 'flv', format: 'flv', codec: 'vp9' },
  ])
  expect(areAllRefused([mp4, sound, flv], silent)).toBe(false)
  expect(areAllRefused([sound, flv], silent)).toBe(true)
})

test('a codec that only a track has which an output leaves out is no matter to it', () => {
  const stream = streamOf(trackOf('video', 'vp9'), trackOf('audio', 'aac'))
  expect(refusalsOf([outputOf('sound', 'flv', 'audio')], stream)).toEqual([])
})

test.each([
  [[{ codec: 'vp9' }, { codec: 'vp9' }], "None of the template's formats can hold vp9"],
  [[{ codec: null, output: 'sound' }], 'The stream has no track for "sound"'],
  [
    [{ codec: 'vp9' }, { codec: null, output: 'sound' }],
    'None of the template\'s formats can hold vp9. The stream has no track for "sound"',
  ],
])('what nothing can hold is told for people: %j', (refusals, words) => {
  const all = refusals.map((one) => ({ output: 'flv', format: 'flv' as const, ...one }))
  expect(describeRefusals(all)).toBe(words)
})
