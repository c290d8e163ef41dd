import { expect, test } from 'vitest'
import { builtInRenditions } from './rendition.ts'
import { renditionSource, renditionsOf } from './rendition-stream.ts'
import { plainOutput, plainTemplate, type RecordingTemplate } from './template.ts'

const stream = { domain: 'a.example', app: 'live', stream: 'room' }
const domain = { pullUrlPattern: 'rtmp://o/{app}/{stream}', renditions: 'make' } as const
const mp4 = {
  ...plainOutput,
  name: 'mp4',
  format: 'mp4',
  cycleSeconds: 60,
  maxBytes: null,
  objectPattern: '{StartTime}',
  sliceSeconds: null,
  slicePattern: null,
} as const
const template: RecordingTemplate = {
  ...plainTemplate,
  name: 'one',
  formats: [mp4],
  renditions: { profiles: [builtInRenditions.sd], formats: [{ ...mp4, name: 'small' }] },
  thumbnails: { intervalSeconds: 10, width: 320, objectPattern: '{UnixTimestamp}' },
  waitSeconds: 1,
  mergeWindowSeconds: 1,
  storage: null,
  notifyUrl: null,
}

test('a template records the stream and each rendition', () => {
  expect(renditionsOf(template)).toEqual([null, 'sd'])
  expect(renditionsOf({ ...template, renditions: null })).toEqual([null])
})

test('a template without formats of its own records its renditions alone', () => {
  expect(renditionsOf({ ...template, formats: [] })).toEqual(['sd'])
})

test('the stream itself is recorded without renditions', () => {
  const source = renditionSource(domain, stream, template, null)
  expect(source).toMatchObject({ stream, url: 'rtmp://o/live/room', rendition: null })
  expect(source.template).toEqual({ ...template, renditions: null })
})

test('a rendition has its own name and formats, no thumbnails, and is made of the stream', () => {
  const source = renditionSource(domain, stream, template, 'sd')
  expect(source.stream.stream).toBe('room_sd')
  expect(source.url).toBe('rtmp://o/live/room')
  expect(source.rendition).toEqual({ profile: builtInRenditions.sd, isMade: true })
  expect(source.template.formats.map(({ name }) => name)).toEqual(['small'])
  expect([source.template.thumbnails, source.template.renditions]).toEqual([null, null])
})

test('or pulled where the origin has it', () => {
  const source = renditionSource({ ...domain, renditions: 'pull' }, stream, template, 'sd')
  expect([source.url, source.rendition?.isMade]).toEqual(['rtmp://o/live/room_sd', false])
})

test('a rendition that the template does not have is a mistake', () => {
  expect(() => renditionSource(domain, stream, template, 'hd')).toThrow(RangeError)
})
