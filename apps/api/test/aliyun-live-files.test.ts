import { emptyEventContext, type RecordingFile } from '@tapedeck/domain'
import { type S3Server, startS3Server } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AliyunCall, codeOf, liveVersion, openApiCore } from './aliyun-clients.ts'
import { type AliyunApi, startAliyunApi } from './aliyun-fixture.ts'
import { advance, fileOf } from './recording-states.ts'
import { domain, named } from './stream-fixture.ts'

let s3: S3Server
let api: AliyunApi
let live: AliyunCall
let recordingId: string
beforeAll(async () => {
  s3 = await startS3Server()
  api = await startAliyunApi({ s3 })
  live = openApiCore(api.endpoint, liveVersion)
  await api.createRule({ app: 'idx' })
  recordingId = await record()
})
afterAll(async () => {
  await api.stop()
  await s3.stop()
})

const minuteMs = 60_000
const startMs = Date.UTC(2026, 5, 1, 10)
const at = (minutes: number): string =>
  `${new Date(startMs + minutes * minuteMs).toISOString().slice(0, 19)}Z`

/** Two files of two slices of a minute each, as a recorder stores them. */
const hlsFile = (sequence: number): Partial<RecordingFile> => {
  const fromMs = startMs + sequence * 2 * minuteMs
  return {
    format: 'm3u8',
    sequence,
    bucket: s3.bucket,
    durationMs: 2 * minuteMs,
    startedAtMs: fromMs,
    endedAtMs: fromMs + 2 * minuteMs,
    slices: [0, 1].map((i) => ({
      key: `idx/one/slices/${sequence}-${i}.ts`,
      sequence: i,
      bytes: 3,
      durationMs: minuteMs,
      startedAtMs: fromMs + i * minuteMs,
      discontinuity: false,
    })),
  }
}

const objects = () => api.storage.resolve({ type: 's3', bucket: s3.bucket })

const record = async (): Promise<string> => {
  await api.publish(named('one', 'idx'))
  const id = (await api.stream(named('one', 'idx'))).recordings[0]?.recordingId ?? ''
  const lease = await advance(api.store, id, 'recording')
  for (const sequence of [0, 1]) {
    const file = fileOf(lease, `idx/one/${sequence}.m3u8`, hlsFile(sequence))
    for (const key of [file.key, ...file.slices.map((slice) => slice.key)])
      await objects().put(key, Buffer.from('abc'), { contentType: 'video/mp2t' })
    await api.store.recordings.addFile(lease, file)
  }
  return id
}

const stream = { DomainName: domain, AppName: 'idx', StreamName: 'one' }
const place = () => ({ OssEndpoint: new URL(s3.endpoint).host, OssBucket: s3.bucket })
const index = (part: object = {}) =>
  live('CreateLiveStreamRecordIndexFiles', {
    ...stream,
    ...place(),
    OssObject: '{AppName}/{StreamName}/index/{Date}/{Hour}-{Minute}-{Second}.m3u8',
    StartTime: at(1),
    EndTime: at(3),
    ...part,
  })

describe('the files of a stream', () => {
  it('are listed, shown and described by their slices', async () => {
    const span = { StartTime: at(0), EndTime: at(60) }
    const list = await live('DescribeLiveStreamRecordIndexFiles', { ...stream, ...span })
    expect(list).toMatchObject({ TotalNum: 2, TotalPage: 1, PageNum: 1, Order: 'asc' })
    const RecordId = `${recordingId}.m3u8.0`
    const info = {
      ...stream,
      ...place(),
      RecordId,
      OssObject: 'idx/one/0.m3u8',
      Format: 'm3u8',
      StartTime: at(0),
      EndTime: at(2),
      Duration: 120,
      Width: 1280,
      Height: 720,
    }
    expect(list.RecordIndexInfoList).toMatchObject({ RecordIndexInfo: [info, {}] })
    const one = await live('DescribeLiveStreamRecordIndexFile', { ...stream, RecordId })
    expect(one.RecordIndexInfo).toMatchObject(info)
    const other = { ...stream, StreamName: 'other', RecordId }
    expect(await codeOf(live('DescribeLiveStreamRecordIndexFile', other))).toBe(
      'InvalidRecordId.NotFound',
    )
    const content = await live('DescribeLiveStreamRecordContent', {
      ...stream,
      StartTime: at(3),
      EndTime: at(5),
    })
    expect(content.RecordContentInfoList).toEqual({
      RecordContentInfo: [
        {
          ...place(),
          OssObjectPrefix: 'idx/one/slices/',
          StartTime: at(2),
          EndTime: at(4),
          Duration: 120,
        },
      ],
    })
  })

  it('get an index of the slices in a span, which can be found and deleted again', async () => {
    const key = 'idx/one/index/2026-06-01/10-01-00.m3u8'
    const made = (await index()).RecordInfo as Record<string, unknown>
    expect(made).toMatchObject({
      ...stream,
      ...place(),
      OssObject: key,
      StartTime: at(1),
      EndTime: at(3),
      Duration: 120,
    })
    expect(made).not.toHaveProperty('Format')
    const playlist = (await objects().get(key)).toString()
    expect(playlist.split('\n').filter((line) => line.endsWith('.ts'))).toEqual([
      '../../slices/0-1.ts',
      '../../slices/1-0.ts',
    ])
    expect(playlist).toContain('#EXT-X-DISCONTINUITY')
    expect(playlist).toContain('#EXT-X-ENDLIST')
    const { RecordId } = made
    expect(await live('DescribeLiveStreamRecordIndexFile', { ...stream, RecordId })).toMatchObject({
      RecordIndexInfo: { OssObject: key, Format: 'm3u8' },
    })
    const gone = await live('DeleteLiveStreamRecordIndexFiles', {
      ...stream,
      RecordId: [RecordId, 'none'],
      RemoveFile: 'true',
    })
    expect(gone).toMatchObject({
      Code: 'OK',
      RecordDeleteInfoList: {
        RecordDeleteInfo: [
          { RecordId, Message: 'OK' },
          { RecordId: 'none', Message: 'Specified RecordId does not exist.' },
        ],
      },
    })
    const keys = (await objects().list('idx/one/')).map((object) => object.key)
    expect(keys).not.toContain(key)
    expect(keys.filter((name) => name.endsWith('.ts'))).toHaveLength(4)
  })

  it.each<[string, () => object, string]>([
    ['of nothing', () => ({ StartTime: at(100), EndTime: at(101) }), 'NoRecordContent'],
    ['into no bucket', () => ({ OssBucket: 'not-there-at-all' }), 'InvalidOssBucket.NotFound'],
    ['that is no playlist', () => ({ OssObject: 'a/b.mp4' }), 'InvalidOssObject.Malformed'],
    ['over a recorded one', () => ({ OssObject: 'idx/one/0.m3u8' }), 'InvalidOssObject.Malformed'],
    ['whose end comes first', () => ({ EndTime: at(0) }), 'InvalidEndTime.Mismatch'],
    ['of 5 days', () => ({ EndTime: at(5 * 24 * 60) }), 'InvalidEndTime.Mismatch'],
    ['of no time', () => ({ StartTime: 'then' }), 'InvalidStartTime.Malformed'],
  ])('get no index %s', async (_title, part, code) => {
    expect(await codeOf(index(part()))).toBe(code)
  })
})

describe('notifications', () => {
  it('are told with what was posted and what was answered', async () => {
    const NotifyUrl = 'https://hooks.example.com/live'
    await live('AddLiveRecordNotifyConfig', { DomainName: domain, NotifyUrl })
    const [endpoint] = await api.store.endpoints.all()
    const events = await api.store.events.list(recordingId, null, 100)
    const told = events.filter(({ event }) => event.type === 'file.created').slice(0, 2)
    for (const { event } of told) {
      const receiver = { kind: 'endpoint' as const, endpointId: endpoint?.id ?? '' }
      const { lane } = await api.store.deliveries.send(
        { event, context: emptyEventContext },
        receiver,
      )
      const taken = await api.store.deliveries.take(lane, 'test', 30_000)
      if (taken.outcome !== 'taken' || event !== told[0]?.event) continue
      const attempt = {
        atMs: Date.now(),
        status: 200,
        latencyMs: 5,
        detail: 'taken',
        excerpt: '{"Code":0}',
      }
      await api.store.deliveries.settle({
        lane,
        holder: 'test',
        deliveryId: taken.taken.delivery.id,
        attempt,
        outcome: { state: 'delivered' },
      })
    }
    const span = {
      StartTime: `${new Date(Date.now() - minuteMs).toISOString().slice(0, 19)}Z`,
      EndTime: `${new Date(Date.now() + minuteMs).toISOString().slice(0, 19)}Z`,
    }
    const params = { DomainName: domain, ...span, PageNumber: 1, PageSize: 20 }
    const answer = await live('DescribeLiveRecordNotifyRecords', params)
    expect(answer).toMatchObject({ Code: 0, Msg: 'ok', TotalNum: 1, PageNum: 1 })
    const [record] = answer.CallbackList as Record<string, string>[]
    expect(record).toMatchObject({
      ...stream,
      NotifyType: 'file_created',
      NotifyResult: 'success',
      NotifyResponse: '{"Code":0}',
      NotifyUrl,
    })
    expect(JSON.parse(record?.NotifyContent ?? '')).toMatchObject({
      domain,
      app: 'idx',
      stream: 'one',
      duration: 120,
    })
    for (const none of [{ Status: 'failed' }, { AppName: 'other' }, { StorageType: 'vod' }])
      expect(await live('DescribeLiveRecordNotifyRecords', { ...params, ...none })).toMatchObject({
        TotalNum: 0,
      })
  })
})
