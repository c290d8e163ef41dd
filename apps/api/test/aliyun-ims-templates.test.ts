import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AliyunCall, codeOf, imsVersion, openApiClient } from './aliyun-clients.ts'
import { type AliyunApi, startAliyunApi } from './aliyun-fixture.ts'

let api: AliyunApi
let ims: AliyunCall
beforeAll(async () => {
  api = await startAliyunApi()
})
beforeEach(async () => {
  ims = openApiClient(api.endpoint, imsVersion, { key: await api.freshKey() })
})
afterAll(() => api.stop())

describe('templates', () => {
  const hls = {
    Format: 'm3u8',
    CycleDuration: 1800,
    OssObjectPrefix: 'r/{JobId}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}',
    SliceDuration: 10,
    SliceOssObjectPrefix: 'r/{JobId}/{UnixTimestamp}_{Sequence}',
  }
  const flv = { Format: 'flv', OssObjectPrefix: 'r/{JobId}/{StartTime}_{EndTime}' }

  it('live their whole life', async () => {
    const { TemplateId } = await ims('CreateLiveRecordTemplate', {
      Name: 'one',
      RecordFormat: [hls],
    })
    const get = async () => (await ims('GetLiveRecordTemplate', { TemplateId })).RecordTemplate
    expect(await get()).toMatchObject({ Name: 'one', Type: 'custom', RecordFormatList: [hls] })
    await ims('UpdateLiveRecordTemplate', { TemplateId, Name: 'two', RecordFormat: [flv, hls] })
    expect(await get()).toMatchObject({
      Name: 'two',
      RecordFormatList: [{ ...flv, CycleDuration: 21_600 }, hls],
    })
    const { JobId } = await ims('SubmitLiveRecordJob', {
      Name: 'of the template',
      TemplateId,
      StreamInput: { Type: 'rtmp', Url: 'rtmp://live.example.com/live/one' },
      RecordOutput: { Type: 'oss' },
    })
    await ims('DeleteLiveRecordTemplate', { TemplateId })
    expect(await codeOf(get())).toBe('ResourceNotFound')
    const ofJob = await ims('GetLiveRecordTemplate', { TemplateId, JobId })
    expect(ofJob.RecordTemplate).toMatchObject({ TemplateId, Name: 'two' })
  })

  it('keep what only the native API can say of them', async () => {
    const { id } = await api.createTemplate({
      name: 'native',
      formats: [{ format: 'mp4', objectPattern: 'a/{StartTime}', maxBytes: 10_000_000 }],
      retentionSeconds: 3600,
      tags: ['kept'],
    })
    await ims('UpdateLiveRecordTemplate', {
      TemplateId: id,
      Name: 'changed',
      RecordFormat: [{ Format: 'mp4', OssObjectPrefix: 'b/{StartTime}_{EndTime}' }],
    })
    expect(await api.store.templates.get(id)).toMatchObject({
      name: 'changed',
      retentionSeconds: 3600,
      tags: ['kept'],
      formats: [{ objectPattern: 'b/{StartTime}_{EndTime}', maxBytes: 10_000_000 }],
    })
  })

  it('that are preset are there from the start and stay as they are', async () => {
    const list = await ims('ListLiveRecordTemplates', { Type: 'system', PageSize: 3, PageNo: 2 })
    expect(list).toMatchObject({ TotalCount: 4, PageNo: 2, PageSize: 3, SortBy: 'desc' })
    expect(list.RecordTemplateList).toHaveLength(1)
    const TemplateId = 'preset-flv'
    for (const call of [
      ims('DeleteLiveRecordTemplate', { TemplateId }),
      ims('UpdateLiveRecordTemplate', { TemplateId, Name: 'x', RecordFormat: [flv] }),
    ])
      expect(await codeOf(call)).toBe('Forbidden')
  })

  it.each([
    ['a name', { Name: '' }, 'MissingParameter'],
    ['formats', { RecordFormat: [] }, 'InvalidParameter'],
    ['an unknown format', { RecordFormat: [{ ...flv, Format: 'cmaf' }] }, 'InvalidParameter'],
    ['a format twice', { RecordFormat: [flv, flv] }, 'InvalidParameter'],
    [
      'a pattern without an end',
      { RecordFormat: [{ ...flv, OssObjectPrefix: '{StartTime}' }] },
      'InvalidParameter',
    ],
    [
      'a cycle of 7 hours',
      { RecordFormat: [{ ...flv, CycleDuration: 25_200 }] },
      'InvalidParameter',
    ],
    ['slices of 31 s', { RecordFormat: [{ ...hls, SliceDuration: 31 }] }, 'InvalidParameter'],
    ['formats that are no JSON', { RecordFormat: '[{' }, 'InvalidParameter'],
  ])('are refused for %s', async (_title, part, code) => {
    const call = ims('CreateLiveRecordTemplate', { Name: 'x', RecordFormat: [flv], ...part })
    expect(await codeOf(call)).toBe(code)
  })
})
