import { type S3Server, startS3Server } from '@tapedeck/testkit'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type AliyunCall, liveVersion, popCore } from './aliyun-clients.ts'
import { type AliyunApi, startAliyunApi } from './aliyun-fixture.ts'
import { domain } from './stream-fixture.ts'

export let s3: S3Server
export let api: AliyunApi
/** Calls Live, with a key of the test's own. */
export let live: AliyunCall

/** Starts the servers for a test file. */
export const useAliyunLive = (): void => {
  beforeAll(async () => {
    s3 = await startS3Server()
    api = await startAliyunApi({ s3 })
  })
  beforeEach(async () => {
    live = popCore(api.endpoint, liveVersion, { key: await api.freshKey() })
  })
  afterAll(async () => {
    await api.stop()
    await s3.stop()
  })
}

export const mp4 = {
  Format: 'mp4',
  OssObjectPrefix: '{AppName}/{StreamName}/{Sequence}_{StartTime}_{EndTime}',
}
export const m3u8 = {
  Format: 'm3u8',
  CycleDuration: 900,
  OssObjectPrefix: '{AppName}/{StreamName}/{StartTime}_{EndTime}',
  SliceDuration: 10,
  SliceOssObjectPrefix: '{AppName}/{StreamName}/{UnixTimestamp}_{Sequence}',
}
export const config = (AppName: string, part: object = {}) => ({
  DomainName: domain,
  AppName,
  OssEndpoint: new URL(s3.endpoint).host,
  OssBucket: s3.bucket,
  RecordFormat: [mp4],
  ...part,
})
export const add = (AppName: string, part: object = {}, call = live) =>
  call('AddLiveAppRecordConfig', config(AppName, part))
export const described = async (params: object): Promise<Record<string, unknown>[]> => {
  const answer = await live('DescribeLiveRecordConfig', { DomainName: domain, ...params })
  const list = answer.LiveAppRecordList as { LiveAppRecord: Record<string, unknown>[] }
  return list.LiveAppRecord
}
