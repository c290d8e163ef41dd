import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PopCore from '@alicloud/pop-core'
import {
  assertDecodes,
  type CallbackServer,
  type DocumentWorld,
  documentedCommands,
  freePort,
  makeSource,
  type NginxRtmp,
  placed,
  publishStream,
  runDocumented,
  startCallbackServer,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { recordingsOf, startTellingServer } from './live-server.ts'
import { startWorld, type World } from './support.ts'

const domain = 'live.example.com'
const named = { domain, app: 'live', stream: 'official' }
const key = { id: 'LTAI5tFromFormerProvider', secret: 'its-secret-of-30-characters-ab' }
const alias = 'oss-cn-shanghai.aliyuncs.com'
const seconds = 6
const patience = { timeout: 30_000, interval: 200 }

let world: World
let rtmp: NginxRtmp
let callbacks: CallbackServer
let ims: PopCore
let live: PopCore
let page: DocumentWorld
beforeAll(async () => {
  const port = await freePort()
  world = await startWorld({ env: { TAPEDECK_ALIYUN_PORT: String(port) } })
  const { s3, api, apiKey } = world.stack
  page = {
    directory: world.directory,
    addresses: {
      'http://127.0.0.1:8080': api.url,
      'http://127.0.0.1:8084': `http://127.0.0.1:${port}`,
      'https://s3.example.com': s3.endpoint,
      'us-east-1': s3.region,
    },
    env: {
      TAPEDECK_API_KEY: apiKey,
      ACCESS_KEY_ID: key.id,
      ACCESS_KEY_SECRET: key.secret,
      S3_ACCESS_KEY_ID: s3.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    },
  }
  // what a user who moves does is what this test needs
  const { commands } = await documentedCommands('docs/migrate-from-alibaba-cloud.md')
  expect(commands).toHaveLength(3)
  await runDocumented(commands, page)
  rtmp = await startTellingServer(world, domain)
  callbacks = await startCallbackServer()
  callbacks.answer({ kind: 'body', body: '{"Code":0,"NeedRecord":true}' })
  const client = (apiVersion: string): PopCore =>
    new PopCore({
      endpoint: `http://127.0.0.1:${port}`,
      apiVersion,
      accessKeyId: key.id,
      accessKeySecret: key.secret,
    })
  ims = client('2020-11-09')
  live = client('2016-11-01')
})
afterAll(async () => {
  await world.stop()
  await rtmp.stop()
  await callbacks.stop()
})

type File = { RecordUrl: string; Duration: number; Format: string }

/** Downloads by the link of the answer and decodes all of it. */
const expectPlayable = async (file: File | undefined): Promise<void> => {
  const answer = await fetch(file?.RecordUrl ?? '')
  expect(answer.status).toBe(200)
  const path = join(world.directory, `from-link.${file?.Format}`)
  await writeFile(path, Buffer.from(await answer.arrayBuffer()))
  await assertDecodes(path)
}

const notifyKey = 'notify0key1notify2key'

/** That somebody was asked whether to record, and was told of the file with a signature of the documentation. */
const expectCallbacks = (): void => {
  const asked = callbacks.questions.find(({ method }) => method === 'GET')
  expect(Object.fromEntries(asked?.query ?? [])).toMatchObject({ ...named })
  const told = callbacks.questions.find(({ url }) => url === '/notify')
  const timestamp = told?.headers['ali-live-timestamp']
  const signed = createHash('md5').update(`127.0.0.1|${timestamp}|${notifyKey}`).digest('hex')
  expect(told?.headers['ali-live-signature']).toBe(signed)
}

test('the program of docs/migrate-from-alibaba-cloud.md gets its answer', async () => {
  const { programs } = await documentedCommands('docs/migrate-from-alibaba-cloud.md')
  expect(programs).toHaveLength(1)
  const here = { ...page, directory: import.meta.dirname }
  const printed = await runDocumented([`node --input-type=module -e "$PROGRAM"`], {
    ...here,
    env: { ...page.env, PROGRAM: placed(programs.join(''), page) },
  })
  expect(printed).toMatch(/TotalNum: 0,[\s\S]*LiveAppRecord: \[\]/)
})

test('a live stream is recorded by a job of IMS and a config of Live, told by the official client', async () => {
  const storage = { OssEndpoint: alias, OssBucket: world.stack.s3.bucket }
  const { TemplateId } = await ims.request<{ TemplateId: string }>('CreateLiveRecordTemplate', {
    Name: 'mp4',
    RecordFormat: JSON.stringify([
      { Format: 'mp4', OssObjectPrefix: 'ims/{JobId}/{Sequence}_{StartTime}_{EndTime}' },
    ]),
  })
  const { JobId } = await ims.request<{ JobId: string }>('SubmitLiveRecordJob', {
    Name: 'official',
    TemplateId,
    StreamInput: JSON.stringify({ Type: 'rtmp', Url: rtmp.url(named.app, named.stream) }),
    RecordOutput: JSON.stringify({ Type: 'oss', Endpoint: alias, Bucket: storage.OssBucket }),
  })
  await live.request('AddLiveRecordNotifyConfig', {
    DomainName: domain,
    NotifyUrl: `${callbacks.url}notify`,
    OnDemandUrl: `${callbacks.url}ask`,
    NotifyReqAuth: true,
    NotifyAuthKey: notifyKey,
  })
  await live.request('AddLiveAppRecordConfig', {
    DomainName: domain,
    AppName: named.app,
    OnDemand: 1,
    ...storage,
    RecordFormat: [
      { Format: 'flv', OssObjectPrefix: 'live/{StreamName}/{Sequence}_{StartTime}_{EndTime}' },
    ],
  })
  const source = await makeSource({ dir: world.directory, seconds })
  const publisher = publishStream({
    url: rtmp.url(named.app, named.stream),
    file: source,
    loop: true,
  })
  try {
    const { api } = world.stack
    await api.waitFor(JobId, ({ progress }) => (progress?.mediaSeconds ?? 0) > 3, 30_000)
    const job = await ims.request('GetLiveRecordJob', { JobId })
    expect(job).toMatchObject({
      RecordJob: { Status: 'started', RecordOutput: { Endpoint: alias } },
    })
    const ruled = await vi.waitFor(async () => {
      const [found] = (await recordingsOf(world, named)).filter(({ id }) => id !== JobId)
      expect(found).toBeDefined()
      return found
    }, patience)
    const ruledId = ruled?.id ?? ''
    await api.waitFor(ruledId, ({ progress }) => (progress?.mediaSeconds ?? 0) > 3, 30_000)
    const stream = { DomainName: domain, AppName: named.app, StreamName: named.stream }
    for (const Command of ['stop', 'cancel_delay'])
      await live.request('RealTimeRecordCommand', { ...stream, Command })
    await api.call('POST', `/v1/recordings/${JobId}/stop`, {})
    for (const id of [JobId, ruledId])
      await api.waitFor(id, ({ state }) => state === 'completed', 30_000)
    expect(await ims.request('GetLiveRecordJob', { JobId })).toMatchObject({
      RecordJob: { Status: 'paused' },
    })
  } finally {
    await publisher.kill()
  }
  const files = await vi.waitFor(async () => {
    const answer = await ims.request<{ Files: File[] }>('ListLiveRecordFiles', { JobIds: [JobId] })
    expect(answer.Files).toHaveLength(1)
    return answer.Files
  }, patience)
  expect(files[0]?.Duration).toBeGreaterThan(3)
  await expectPlayable(files[0])
  const hourMs = 3_600_000
  const span = {
    StartTime: `${new Date(Date.now() - hourMs).toISOString().slice(0, 19)}Z`,
    EndTime: `${new Date(Date.now() + hourMs).toISOString().slice(0, 19)}Z`,
  }
  const list = await live.request<{ RecordIndexInfoList: { RecordIndexInfo: File[] } }>(
    'DescribeLiveStreamRecordIndexFiles',
    { DomainName: domain, AppName: named.app, StreamName: named.stream, ...span },
  )
  const recorded = list.RecordIndexInfoList.RecordIndexInfo
  expect(recorded.map(({ Format }) => Format)).toEqual(['flv'])
  await expectPlayable(recorded[0])
  const page = { DomainName: domain, ...span, PageNumber: 1, PageSize: 20, Status: 'success' }
  await vi.waitFor(async () => {
    const records = await live.request('DescribeLiveRecordNotifyRecords', page)
    expect(records).toMatchObject({
      TotalNum: 1,
      CallbackList: [{ NotifyType: 'file_created', NotifyUrl: `${callbacks.url}notify` }],
    })
  }, patience)
  expectCallbacks()
})
