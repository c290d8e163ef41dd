import { type S3Server, startS3Server } from '@tapedeck/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AliyunCall, codeOf, imsVersion, openApiClient, popCore } from './aliyun-clients.ts'
import { type AliyunApi, readKey, startAliyunApi } from './aliyun-fixture.ts'
import { rawRequest } from './aliyun-request.ts'
import { advance, fileOf } from './recording-states.ts'

let s3: S3Server
let api: AliyunApi
let ims: AliyunCall
let endpoint: string
beforeAll(async () => {
  s3 = await startS3Server()
  api = await startAliyunApi({ s3 })
  endpoint = new URL(s3.endpoint).host
})
beforeEach(async () => {
  ims = openApiClient(api.endpoint, imsVersion, { key: await api.freshKey() })
})
afterAll(async () => {
  await api.stop()
  await s3.stop()
})

const url = 'rtmp://live.example.com/live/secret-stream-key'
const output = (part: object = {}) => ({
  Type: 'oss',
  Endpoint: endpoint,
  Bucket: s3.bucket,
  ...part,
})
const submit = async (part: object = {}, call = ims): Promise<string> => {
  const answer = await call('SubmitLiveRecordJob', {
    Name: 'a job',
    TemplateId: 'preset-mp4',
    StreamInput: { Type: 'rtmp', Url: url },
    RecordOutput: output(),
    ...part,
  })
  return String(answer.JobId)
}

describe('a job', () => {
  it('is a recording that is told in the words of IMS', async () => {
    const NotifyUrl = 'https://hooks.example.com/ims'
    const id = await submit({ Name: 'told', NotifyUrl })
    expect(await api.store.recordings.get(id)).toMatchObject({
      name: 'told',
      notifyUrl: NotifyUrl,
      notifyDialect: 'aliyun-ims',
      templateId: 'preset-mp4',
      storage: { type: 's3', bucket: s3.bucket },
      stream: { domain: 'live.example.com', app: 'live', stream: 'secret-stream-key' },
    })
    const got = await ims('GetLiveRecordJob', { JobId: id })
    expect(got.RecordJob).toMatchObject({
      JobId: id,
      Name: 'told',
      TemplateId: 'preset-mp4',
      TemplateName: 'MP4',
      NotifyUrl,
      Status: 'initial',
      StreamInput: { Type: 'rtmp', Url: url },
      RecordOutput: output(),
    })
    await advance(api.store, id, 'recording')
    expect(await ims('GetLiveRecordJob', { JobId: id })).toMatchObject({
      RecordJob: { Status: 'started' },
    })
    await advance(api.store, id, 'completed')
    expect(await ims('GetLiveRecordJob', { JobId: id })).toMatchObject({
      RecordJob: { Status: 'paused' },
    })
  })

  it('hides the key of its stream from who may only read', async () => {
    const JobId = await submit()
    const reader = popCore(api.endpoint, imsVersion, { key: readKey })
    expect(JSON.stringify(await reader('GetLiveRecordJob', { JobId }))).not.toContain(
      'secret-stream',
    )
  })

  it('goes into a registered storage by its alias', async () => {
    await api.store.storages.create({
      name: 'moved',
      endpoint: s3.endpoint,
      region: s3.region,
      forcePathStyle: true,
      accessKeyId: s3.accessKeyId,
      secretAccessKey: s3.secretAccessKey,
      bucket: s3.bucket,
      aliases: ['oss-cn-shanghai.aliyuncs.com'],
    })
    const Endpoint = 'https://OSS-cn-shanghai.aliyuncs.com'
    const JobId = await submit({ RecordOutput: { Type: 'oss', Endpoint } })
    expect((await api.store.recordings.get(JobId))?.storage).toEqual({
      type: 's3',
      bucket: s3.bucket,
      storage: 'moved',
    })
    expect(await ims('GetLiveRecordJob', { JobId })).toMatchObject({
      RecordJob: { RecordOutput: { Endpoint: 'oss-cn-shanghai.aliyuncs.com', Bucket: s3.bucket } },
    })
  })

  it.each<[string, () => object, number, string, string]>([
    ['without a name', () => ({ Name: '' }), 400, 'MissingParameter', 'parameter Name that is'],
    [
      'of a template that is not there',
      () => ({ TemplateId: 'x' }),
      404,
      'ResourceNotFound',
      'Resource not found',
    ],
    [
      'of HTTP',
      () => ({ StreamInput: { Type: 'hls', Url: url } }),
      400,
      'InvalidParameter',
      'StreamInput.Type',
    ],
    [
      'without a URL',
      () => ({ StreamInput: { Type: 'rtmp' } }),
      400,
      'MissingParameter',
      'StreamInput.Url',
    ],
    [
      'of a file',
      () => ({ StreamInput: { Type: 'rtmp', Url: 'file:///etc/x/y' } }),
      400,
      'InvalidParameter',
      'StreamInput.Url',
    ],
    [
      'into VOD',
      () => ({ RecordOutput: { Type: 'vod' } }),
      400,
      'InvalidParameter',
      'RecordOutput.Type',
    ],
    [
      'to nowhere',
      () => ({ RecordOutput: output({ Endpoint: 'nowhere' }) }),
      400,
      'InvalidParameter',
      'RecordOutput.Endpoint',
    ],
    [
      'into no bucket',
      () => ({ RecordOutput: output({ Bucket: 'not-there-at-all' }) }),
      400,
      'InvalidOssBucket.NotFound',
      'The parameter OssBucket does not exist.',
    ],
    [
      'told to a private address',
      () => ({ NotifyUrl: 'http://127.0.0.1/x' }),
      400,
      'InvalidParameter',
      'NotifyUrl',
    ],
  ])('%s is refused', async (_title, part, status, code, message) => {
    const params = {
      Name: 'x',
      TemplateId: 'preset-mp4',
      StreamInput: { Type: 'rtmp', Url: url },
      RecordOutput: output(),
      ...part(),
    }
    const texts = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    )
    const action = { Action: 'SubmitLiveRecordJob', Version: imsVersion, ...texts }
    const answer = await rawRequest(api.endpoint, await api.freshKey(), action)
    expect([answer.status, answer.body.Code]).toEqual([status, code])
    expect(answer.body.Message).toContain(message)
  })

  it('is listed with others, page by page', async () => {
    const name = `listed ${Math.random()}`
    const ids: string[] = []
    for (let i = 0; i < 5; i += 1) ids.push(await submit({ Name: `${name} ${i}` }))
    await advance(api.store, ids[0] ?? '', 'recording')
    const list = async (params: object) => {
      const answer = await ims('ListLiveRecordJobs', { Keyword: name, ...params })
      const jobs = answer.LiveRecordJobs as { JobId: string }[]
      return { ...answer, ids: jobs.map(({ JobId }) => JobId) }
    }
    expect(await list({ PageSize: 2, PageNo: 2, SortBy: 'asc' })).toMatchObject({
      TotalCount: 5,
      PageNo: 2,
      PageSize: 2,
      SortBy: 'asc',
    })
    const all = await list({})
    expect(all.ids.toSorted()).toEqual(ids.toSorted())
    const paged = []
    for (const PageNo of [1, 2, 3]) paged.push(...(await list({ PageSize: 2, PageNo })).ids)
    expect(paged).toEqual(all.ids)
    expect((await list({ SortBy: 'asc' })).ids).toEqual(all.ids.toReversed())
    expect((await list({ Status: 'started' })).ids).toEqual([ids[0]])
    expect(
      (await list({ StartTime: '2026-01-01T00:00:00Z', EndTime: '2026-01-02T00:00:00Z' })).ids,
    ).toEqual([])
    const month = { StartTime: '2026-01-01T00:00:00Z', EndTime: '2026-02-02T00:00:00Z' }
    expect(await codeOf(list(month))).toBe('InvalidParameter')
  })
})

describe('files', () => {
  it('are listed and deleted, with their objects when asked', async () => {
    const JobId = await submit({ Name: 'files' })
    const lease = await advance(api.store, JobId, 'recording')
    const objects = api.storage.resolve({ type: 's3', bucket: s3.bucket })
    for (let sequence = 0; sequence < 3; sequence += 1) {
      const key = `${JobId}/${sequence}.mp4`
      await objects.put(key, Buffer.from('12345'), { contentType: 'video/mp4' })
      const startedAtMs = Date.UTC(2026, 5, 1, 10, sequence)
      const span = { startedAtMs, endedAtMs: startedAtMs + 60_000, durationMs: 60_000 }
      await api.store.recordings.addFile(
        lease,
        fileOf(lease, key, { sequence, ...span, bucket: s3.bucket }),
      )
    }
    const listed = await ims('ListLiveRecordFiles', { JobIds: [JobId], PageSize: 5 })
    expect(listed).toMatchObject({ TotalCount: '3', PageSize: '5', PageNo: 1, SortBy: 'asc' })
    const files = listed.Files as Record<string, string | number>[]
    expect(files[0]).toMatchObject({
      RecordId: `${JobId}.mp4.0`,
      JobId,
      JobName: 'files',
      Format: 'mp4',
      StreamUrl: url,
      StartTime: '2026-06-01T10:00:00Z',
      EndTime: '2026-06-01T10:01:00Z',
      Duration: 60,
      Width: 1280,
      Height: 720,
    })
    expect(JSON.parse(String(files[0]?.RecordOutput))).toEqual(output())
    expect(await (await fetch(String(files[0]?.RecordUrl))).text()).toBe('12345')
    const span = { StartTime: '2026-06-01T10:01:00Z', EndTime: '2026-06-01T10:01:30Z' }
    expect(await ims('ListLiveRecordFiles', { JobIds: [JobId], ...span })).toMatchObject({
      TotalCount: '1',
      Files: [{ RecordId: `${JobId}.mp4.1` }],
    })
    const RecordIds = [`${JobId}.mp4.0`, 'none']
    expect(await ims('DeleteLiveRecordFiles', { RecordIds, RemoveFile: true })).toMatchObject({
      Message: 'OK',
      DeleteFileInfoList: [
        { RecordId: `${JobId}.mp4.0`, Code: 'OK', Message: 'OK' },
        { RecordId: 'none', Code: 'ResourceNotFound' },
      ],
    })
    await ims('DeleteLiveRecordFiles', { RecordIds: [`${JobId}.mp4.1`] })
    const left = await ims('ListLiveRecordFiles', { JobIds: [JobId], RecordFormat: 'mp4' })
    expect(left).toMatchObject({ TotalCount: '1', Files: [{ RecordId: `${JobId}.mp4.2` }] })
    const keys = (await objects.list(`${JobId}/`)).map(({ key }) => key)
    expect(keys).toEqual([`${JobId}/1.mp4`, `${JobId}/2.mp4`])
  })
})
