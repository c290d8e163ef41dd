import { type RecordingEvent, recordingEventSchema, type ToldEvent } from '@tapedeck/contracts'
import { emptyEventContext, eventKinds } from '@tapedeck/domain'
import { expect, it } from 'vitest'
import {
  recordingCallbackMerges,
  recordingCallbackTells,
  renderRecordingCallback,
} from './recording-callback.ts'

const file = {
  id: 'file_1',
  recordingId: '1001dae62d9211d74a2aa98cf77d2268ae06',
  format: 'flv',
  sequence: 0,
  storage: 's3',
  bucket: 'showone-20160614',
  key: 'live-743317204174512128_1466055606--20160616143102.flv',
  bytes: 73_252_513,
  crc32: '0a1b2c3d',
  durationMs: 2_231_740,
  startedAt: '2016-06-16T05:53:50.000Z',
  endedAt: '2016-06-16T06:31:02.000Z',
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f'],
  sliceCount: 0,
  url: 'http://video1.example.com/live.flv',
}

const messageOf = (
  type: RecordingEvent['type'],
  {
    stream = 'live-743317204174512128_1466055606',
    ...changes
  }: { stream?: string; key?: string; url?: string | null } = {},
): ToldEvent => ({
  event: recordingEventSchema.parse({
    id: 'evt_1',
    type,
    occurredAt: '2016-06-16T06:31:03.000Z',
    recordingId: file.recordingId,
    generation: 1,
    data: {
      name: null,
      state: 'recording',
      reason: null,
      reasonDetail: null,
      stream: { domain: 'play.example.com', app: 'live', stream },
      ...(type === 'file.created' && { file: { ...file, ...changes } }),
    },
  }),
  context: emptyEventContext,
})

const bodyOf = (message: ToldEvent, merged: ToldEvent[] = []): unknown => {
  const text = renderRecordingCallback(message, merged)?.body ?? ''
  expect(text).toMatch(/^[A-Za-z0-9_-]+={0,2}$/)
  expect(text.length % 4).toBe(0)
  return JSON.parse(Buffer.from(text, 'base64url').toString())
}

it('tells of a file as the known sample does', () => {
  const key = `${file.bucket}:${file.key}`
  expect(bodyOf(messageOf('file.created'))).toStrictEqual({
    items: [
      {
        persistentId: '1001dae62d9211d74a2aa98cf77d2268ae06',
        streamname: 'live-743317204174512128_1466055606.flv',
        ops: `wsrecord/flv/vcodec/copy/acodec/copy|saveas/${btoa(key)}`,
        bucket: 'showone-20160614',
        code: 1,
        desc: 'fileOperateActive',
        error: null,
        keys: [key],
        urls: [file.url],
        detail: [{ key, url: file.url, duration: 2231.74, hash: '0a1b2c3d', fsize: 73_252_513 }],
      },
    ],
    batch_notify_id: null,
  })
})

it('tells of several files in one body, in order, each as it would be told alone', () => {
  const files = ['a.flv', 'b.mp4', 'c.m3u8'].map((key) => messageOf('file.created', { key }))
  const [first, ...merged] = files as [ToldEvent, ...ToldEvent[]]
  expect(bodyOf(first, merged)).toStrictEqual({
    items: files.flatMap((message) => (bodyOf(message) as { items: object[] }).items),
    batch_notify_id: null,
  })
})

it('merges files and nothing else', () => {
  expect(eventKinds.filter(recordingCallbackMerges)).toEqual(['file.created'])
  expect(recordingCallbackMerges('endpoint.test')).toBe(false)
  expect(eventKinds.filter(recordingCallbackTells)).toEqual(['recording.started', 'file.created'])
})

it('names no URL where there is none', () => {
  expect(bodyOf(messageOf('file.created', { url: null }))).toMatchObject({
    items: [{ urls: [], detail: [{ url: null }] }],
  })
})

it('tells of a start', () => {
  expect(bodyOf(messageOf('recording.started', { stream: 'ÿ?>~ä' }))).toStrictEqual({
    persistentId: file.recordingId,
    streamname: 'ÿ?>~ä',
    ops: 'wsrecord',
    bucket: '',
    batch_notify_id: null,
  })
})

it('is Base64 that is safe in URLs', () => {
  const text = renderRecordingCallback(messageOf('recording.started', { stream: 'ÿ?>~ä' }))?.body
  expect(text).toMatch(/[-_]/)
})

it('is text, not JSON', () => {
  const { headers } = renderRecordingCallback(messageOf('file.created')) ?? {}
  expect(headers).toEqual({ 'content-type': 'text/plain; charset=utf-8' })
})

it('does not tell what the platform does not', () => {
  expect(renderRecordingCallback(messageOf('recording.completed'))).toBeNull()
  expect(renderRecordingCallback(messageOf('recording.paused'))).toBeNull()
})
