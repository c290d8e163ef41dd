import { expect, test } from 'vitest'
import { extensionOf, sliceMarkOf } from './extension-of.ts'
import { keySpacesOf, withKeyMarks } from './key-space.ts'
import { renderPattern } from './naming-pattern.ts'
import { newRecording } from './new-recording.ts'
import { isSameStorage, storageOfOutput } from './output-storage.ts'
import type { Recording } from './recording.ts'
import { type FormatPlan, plainOutput, plainTemplate, type StorageTarget } from './template.ts'

const tapes = { type: 's3', bucket: 'tapes' } as const
const archive = { type: 's3', bucket: 'archive' } as const
/** The bucket of `tapes`, told otherwise. */
const alias = { type: 's3', bucket: 'tapes', storage: 'mine' } as const
const placeOf = (target: StorageTarget): string =>
  target.type === 's3' ? `s3/${target.bucket}` : ['/data', target.directory ?? []].flat().join('/')

const objectPattern = 'a/{StreamName}/{StartTime}'
const slicePattern = 's/{UnixTimestamp}_{Sequence}'

const output = (format: FormatPlan['format'], part: Partial<FormatPlan> = {}): FormatPlan => ({
  ...plainOutput,
  name: part.name ?? format,
  format,
  cycleSeconds: 60,
  maxBytes: null,
  objectPattern,
  sliceSeconds: null,
  slicePattern: format === 'm3u8' || format === 'cmaf' ? slicePattern : null,
  ...part,
})

type Part = Partial<Recording['template']> & { storage?: StorageTarget; stream?: string }

const recordingOf = (id: string, { storage = tapes, stream = 's', ...template }: Part): Recording =>
  newRecording({
    id,
    name: null,
    source: { type: 'rtmp', url: 'rtmp://live.example.org/app/s' },
    stream: { domain: 'live.example.org', app: 'app', stream },
    templateId: null,
    template: {
      ...plainTemplate,
      name: 't',
      formats: [],
      waitSeconds: 180,
      mergeWindowSeconds: 180,
      storage: null,
      notifyUrl: null,
      ...template,
    },
    storage,
    notifyUrl: null,
    createdAtMs: 0,
  })

/** The keys of files that begin in one second, each with its place. */
const keysOf = (recording: Recording): string[] => {
  const { template, stream, id } = recording
  const values = { recordingId: id, ...stream, sequence: 0, startMs: 0, endMs: 0 }
  const keys = template.formats.flatMap((plan) => {
    const filled = { ...values, format: plan.format, output: plan.name }
    const place = placeOf(storageOfOutput(recording, plan.name))
    const object = renderPattern(plan.objectPattern, filled)
    const extension = extensionOf(plan, template.formats)
    const poster = template.posters && `${object}${extension}`.replace(/\.[^./]+$/, '.jpg')
    const slice = plan.slicePattern && renderPattern(plan.slicePattern, filled)
    const sliced = slice + sliceMarkOf(plan, recording) + (plan.format === 'm3u8' ? '.ts' : '.m4s')
    return [object + extension, poster, slice && sliced].flatMap((key) =>
      key === null ? [] : [`${place}/${key}`],
    )
  })
  const { thumbnails } = template
  if (thumbnails === null) return keys
  const thumbnail = renderPattern(thumbnails.objectPattern, { ...values, format: 'jpg' })
  return [...keys, `${placeOf(recording.storage)}/${thumbnail}.jpg`]
}

const thumbnailsAt = (pattern: string) => ({
  thumbnails: { intervalSeconds: 10, width: 320, objectPattern: pattern },
})
const posters = { width: 320 }
const owned = { objectPattern: 'a/{JobId}/{Sequence}', slicePattern: '{RecordingId}/{Sequence}' }

/** Ways to record, each held against each other. */
const ways: Record<string, Part> = {
  mp4: { formats: [output('mp4')] },
  'mp4 by another name': { formats: [output('mp4', { name: 'whole' })] },
  'mp4 of another stream': { formats: [output('mp4')], stream: 'other' },
  'mp4 in another storage': { formats: [output('mp4', { storage: archive })] },
  'mp4 in the same bucket by another name': { formats: [output('mp4')], storage: alias },
  'mp4 in a directory': {
    formats: [output('mp4', { objectPattern: '{StartTime}' })],
    storage: { type: 'filesystem', directory: 'a' },
  },
  'mp4 below all directories': {
    formats: [output('mp4', { objectPattern: 'a/{StartTime}' })],
    storage: { type: 'filesystem', directory: null },
  },
  'mp4 with posters': { formats: [output('mp4')], posters },
  'flv with posters': { formats: [output('flv')], posters },
  'mp4 with its name in the key': {
    formats: [output('mp4', { name: 'x', objectPattern: 'a/s/{StartTime}/{Output}' })],
  },
  'the same as literal text': { formats: [output('mp4', { objectPattern: 'a/s/{StartTime}/x' })] },
  m3u8: { formats: [output('m3u8')] },
  'm3u8 of another stream': { formats: [output('m3u8')], stream: 'other' },
  cmaf: { formats: [output('cmaf')] },
  'm3u8 and cmaf under one pattern': { formats: [output('m3u8'), output('cmaf')], posters },
  'cmaf as m3u8 tells it apart': {
    formats: [output('m3u8', { objectPattern: `${objectPattern}.cmaf` })],
    posters,
  },
  'two m3u8 with slices under one pattern': {
    formats: [
      output('m3u8', { name: 'a' }),
      output('m3u8', { name: 'b', objectPattern: 'b/{StartTime}' }),
    ],
  },
  'the same the other way round': {
    formats: [
      output('m3u8', { name: 'b', objectPattern: 'b/{StartTime}' }),
      output('m3u8', { name: 'a' }),
    ],
  },
  'slices under the name of another output': {
    formats: [
      output('m3u8', { objectPattern: 'c/{StartTime}', slicePattern: `${slicePattern}_b` }),
    ],
  },
  thumbnails: thumbnailsAt('t/{StreamName}/{UnixTimestamp}'),
  'thumbnails of another stream': { ...thumbnailsAt('t/{UnixTimestamp}'), stream: 'other' },
  'thumbnails among files': {
    ...thumbnailsAt('a/{StreamName}/{Sequence}'),
    formats: [output('mp4')],
  },
  'thumbnails and slices of any stream': {
    ...thumbnailsAt('t/{UnixTimestamp}'),
    formats: [output('m3u8', { objectPattern: '{StartTime}' })],
  },
  'keys with the id': { formats: [output('mp4', owned), output('cmaf', owned)], posters },
}

const pairs = Object.keys(ways).flatMap((first) =>
  Object.keys(ways).map((second) => [first, second] as const),
)

test.each(pairs)('%s, and then %s: no key is the same', (first, second) => {
  const one = recordingOf('one', ways[first] ?? {})
  const two = recordingOf('two', ways[second] ?? {})
  const taken = new Set(keySpacesOf(one, placeOf).map(({ name }) => name))
  const held = keySpacesOf(two, placeOf).filter(({ name }) => taken.has(name))
  const marked = withKeyMarks(two, held)
  const keys = new Set(keysOf(one))
  expect(keysOf(marked).filter((key) => keys.has(key))).toEqual([])
  if (held.length === 0) expect(marked).toEqual(two)
  // what is marked asks for nothing more that others have
  expect(keySpacesOf(marked, placeOf).filter(({ name }) => taken.has(name))).toEqual([])
})

test.each([
  ['mp4', 'flv with posters'],
  ['mp4', 'm3u8'],
  ['mp4', 'mp4 of another stream'],
  ['mp4', 'mp4 in another storage'],
  ['thumbnails', 'thumbnails and slices of any stream'],
  ['keys with the id', 'keys with the id'],
])('%s leaves %s its exact keys', (first, second) => {
  const [one, two] = [first, second].map((way, n) => recordingOf(`r${n}`, ways[way] ?? {}))
  if (one === undefined || two === undefined) throw new Error('no such way')
  const taken = keySpacesOf(one, placeOf).map(({ name }) => name)
  expect(keySpacesOf(two, placeOf).filter(({ name }) => taken.includes(name))).toEqual([])
})

test('only what may meet is marked, with the id behind it', () => {
  const sliced = recordingOf('one', { formats: [output('m3u8')], stream: 'other' })
  const two = recordingOf('two', {
    formats: [output('mp4'), output('m3u8')],
    ...thumbnailsAt('t/{UnixTimestamp}'),
  })
  const taken = keySpacesOf(sliced, placeOf).map(({ name }) => name)
  const held = keySpacesOf(two, placeOf).filter(({ name }) => taken.includes(name))
  expect(withKeyMarks(two, held).template).toEqual({
    ...two.template,
    formats: [output('mp4'), output('m3u8', { slicePattern: `${slicePattern}_{RecordingId}` })],
  })
  const all = withKeyMarks(two, keySpacesOf(two, placeOf))
  expect(keysOf(all).every((key) => key.includes('_two'))).toBe(true)
  expect(isSameStorage(all.storage, two.storage)).toBe(true)
  expect(keySpacesOf(all, placeOf)).toEqual([])
})
