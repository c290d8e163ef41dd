import type { FileView } from '@tapedeck/contracts'
import { type RecordingFile, streamOfUrl } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AliyunCall, codeOf, imsVersion, popCore } from './aliyun-clients.ts'
import { api, live, s3, useAliyunLive } from './aliyun-live-fixture.ts'
import { advance, fileOf } from './recording-states.ts'
import { domain, named } from './stream-fixture.ts'

useAliyunLive()

const app = 'apart'
const stream = { DomainName: domain, AppName: app, StreamName: 'one' }
const day = { StartTime: '2026-06-01T00:00:00Z', EndTime: '2026-06-02T00:00:00Z' }
const startedAtMs = Date.UTC(2026, 5, 1, 10)

let ims: AliyunCall
/** A job of IMS and a recording that a rule made, both of the stream; each has stored files. */
let job: Lease
let driven: Lease
beforeAll(async () => {
  const { id: templateId } = await api.createTemplate()
  await api.createRule({ app, template: undefined, templateId })
  await api.publish(named('one', app))
  const { recordings } = await api.stream(named('one', app))
  driven = await advance(api.store, recordings[0]?.recordingId ?? '', 'recording')
  const Url = `rtmp://${domain}/${app}/one`
  expect(streamOfUrl(Url)).toEqual(named('one', app))
  const { JobId } = await popCore(api.endpoint, imsVersion, { key: await api.freshKey() })(
    'SubmitLiveRecordJob',
    {
      ...{ Name: 'submitted', TemplateId: 'preset-mp4' },
      StreamInput: JSON.stringify({ Type: 'rtmp', Url }),
      RecordOutput: JSON.stringify({
        ...{ Type: 'oss', Endpoint: new URL(s3.endpoint).host, Bucket: s3.bucket },
      }),
    },
  )
  job = await advance(api.store, String(JobId), 'recording')
  for (const lease of [driven, job]) await storeFile(lease, 0)
})
beforeEach(async () => {
  ims = popCore(api.endpoint, imsVersion, { key: await api.freshKey() })
})

const objects = () => api.storage.resolve({ type: 's3', bucket: s3.bucket })

const storeFile = async (
  lease: Lease,
  sequence: number,
  part: Partial<RecordingFile> = {},
): Promise<RecordingFile> => {
  const file = fileOf(lease, `${lease.recordingId}/${sequence}`, {
    ...{ sequence, bucket: s3.bucket, startedAtMs, endedAtMs: startedAtMs + 5000 },
    ...part,
  })
  const { slices, poster } = file
  for (const key of [file.key, ...slices.map(({ key }) => key), ...(poster ? [poster.key] : [])])
    await objects().put(key, Buffer.from('12345'), { contentType: 'video/mp4' })
  await api.store.recordings.addFile(lease, file)
  return file
}

const keysOf = async ({ recordingId }: Lease): Promise<string[]> =>
  (await objects().list(`${recordingId}/`)).map(({ key }) => key).toSorted()

describe('IMS', () => {
  it('lists the files of jobs alone', async () => {
    const RecordId = `${job.recordingId}.mp4.0`
    const both = [driven.recordingId, job.recordingId]
    for (const part of [{}, { JobIds: JSON.stringify(both) }, { RecordFormat: 'mp4', ...day }])
      expect(await ims('ListLiveRecordFiles', part)).toMatchObject({
        TotalCount: '1',
        Files: [{ RecordId }],
      })
    const none = { JobIds: JSON.stringify([driven.recordingId]) }
    expect(await ims('ListLiveRecordFiles', none)).toMatchObject({ TotalCount: '0', Files: [] })
  })

  it('neither shows nor deletes what a rule had recorded', async () => {
    const JobId = driven.recordingId
    expect(await codeOf(ims('GetLiveRecordJob', { JobId }))).toBe('ResourceNotFound')
    const TemplateId = (await api.store.recordings.get(JobId))?.templateId ?? ''
    expect(await ims('GetLiveRecordTemplate', { TemplateId })).toMatchObject({
      RecordTemplate: { TemplateId },
    })
    const copy = ims('GetLiveRecordTemplate', { JobId, TemplateId })
    expect(await codeOf(copy)).toBe('ResourceNotFound')
    const RecordId = `${JobId}.mp4.0`
    const answer = await ims('DeleteLiveRecordFiles', {
      RecordIds: JSON.stringify([RecordId]),
      RemoveFile: 'true',
    })
    expect(answer.DeleteFileInfoList).toMatchObject([{ RecordId, Code: 'ResourceNotFound' }])
    expect(await keysOf(driven)).toEqual([`${JobId}/0`])
  })
})

describe('Live', () => {
  it('neither lists, shows nor deletes the files of jobs', async () => {
    expect(await live('DescribeLiveStreamRecordIndexFiles', { ...stream, ...day })).toMatchObject({
      TotalNum: 1,
      RecordIndexInfoList: { RecordIndexInfo: [{ RecordId: `${driven.recordingId}.mp4.0` }] },
    })
    const RecordId = `${job.recordingId}.mp4.0`
    const shown = live('DescribeLiveStreamRecordIndexFile', { ...stream, RecordId })
    expect(await codeOf(shown)).toBe('InvalidRecordId.NotFound')
    const deleted = await live('DeleteLiveStreamRecordIndexFiles', {
      ...stream,
      RecordId: [RecordId],
      RemoveFile: 'true',
    })
    expect(deleted).toMatchObject({
      RecordDeleteInfoList: {
        RecordDeleteInfo: [{ Message: 'Specified RecordId does not exist.' }],
      },
    })
    expect(await keysOf(job)).toEqual([`${job.recordingId}/0`])
  })
})

describe('a file that is deleted with its objects', () => {
  const filesOf = async ({ recordingId }: Lease): Promise<FileView[]> => {
    const path = `/v1/recordings/${recordingId}/files`
    return (await api.call<{ items: FileView[] }>({ method: 'GET', path })).body.items
  }

  it('is gone for the native API, too', async () => {
    const { recordingId } = job
    const slice = (key: string, sequence: number) => ({
      ...{ key: `${recordingId}/${key}.ts`, sequence, bytes: 5, durationMs: 1000 },
      ...{ startedAtMs, discontinuity: false },
    })
    const poster = { key: `${recordingId}/poster.jpg`, bytes: 5, width: 1, height: 1 }
    const format = 'm3u8' as const
    const gone = await storeFile(job, 1, { format, slices: [slice('a', 0)], poster })
    await storeFile(job, 2, { format, slices: [slice('b', 1)] })
    const before = await keysOf(job)
    const answer = await ims('DeleteLiveRecordFiles', {
      RecordIds: JSON.stringify([gone.id]),
      RemoveFile: 'true',
    })
    expect(answer.DeleteFileInfoList).toMatchObject([{ Code: 'OK' }])
    const names = ['1', 'a.ts', 'poster.jpg'].map((name) => `${recordingId}/${name}`)
    expect(await keysOf(job)).toEqual(before.filter((key) => !names.includes(key)))
    const files = new Map((await filesOf(job)).map((file) => [file.id, file]))
    expect(files.get(gone.id)).toMatchObject({ url: null, removedAt: expect.any(String) })
    expect(files.get(`${recordingId}.m3u8.2`)).toMatchObject({ removedAt: null })
    const path = `/v1/recordings/${recordingId}`
    const playlist = await api.call({ method: 'GET', path: `${path}/playlists/m3u8.m3u8` })
    expect(playlist.text).not.toContain('a.ts')
    expect(playlist.text).toContain('b.ts')
    const check = { method: 'POST', path: `${path}/files/${gone.id}/check`, body: {} }
    expect((await api.call(check)).status).toBe(404)
  })

  it('has its manifest written again, whatever its time', async () => {
    const { id } = await storeFile(driven, 1)
    const RecordId = [id]
    const noted = async () =>
      (await api.store.retention.due(Date.now(), 100)).filter(({ fileId }) => fileId === id)
    await live('DeleteLiveStreamRecordIndexFiles', { ...stream, RecordId, RemoveFile: 'true' })
    expect(await noted()).toMatchObject([{ recordingId: driven.recordingId }])
  })

  it('stays whole when its objects are to stay', async () => {
    const { id, key } = await storeFile(driven, 2)
    const RecordId = [id]
    await live('DeleteLiveStreamRecordIndexFiles', { ...stream, RecordId, RemoveFile: 'false' })
    expect(await keysOf(driven)).toContain(key)
    const file = (await filesOf(driven)).find((one) => one.id === id)
    expect(file).toMatchObject({ removedAt: null, url: expect.any(String) })
  })
})
