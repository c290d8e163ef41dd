import { createHash } from 'node:crypto'
import { recordingEventSchema } from '@tapedeck/contracts'
import { emptyEventContext, type WebhookDialect } from '@tapedeck/domain'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWebhookSender, type WebhookMessage, type WebhookSender } from '../src/index.ts'
import { type PostingServer, startPostingServer } from './posting-server.ts'
import { sampleEvent, sampleFile, secret, targetOf, testEvent } from './sample-event.ts'

const answer = '{"Code":0,"Msg":"Success"}'
const nowMs = Date.now()
let server: PostingServer
let sender: WebhookSender

beforeEach(async () => {
  server = await startPostingServer(answer)
  sender = createWebhookSender({ allowPrivate: true, clock: () => nowMs })
})

afterEach(async () => {
  await sender.close()
  await server.stop()
})

const started = sampleEvent('evt_1')
const fileMessage: WebhookMessage = {
  event: recordingEventSchema.parse({
    ...started,
    type: 'file.created',
    data: { ...started.data, file: sampleFile },
  }),
  context: { ...emptyEventContext, pushArgs: { callback_user: '7' } },
}
const testMessage: WebhookMessage = { event: testEvent, context: emptyEventContext }

const send = (dialect: WebhookDialect, key: string | null, message = fileMessage) =>
  sender.send(
    targetOf(`${server.url}hook?a=1`, { dialect, secrets: key === null ? [] : [key] }),
    message,
  )
const md5 = (value: string): string => createHash('md5').update(value).digest('hex')
const seconds = String(Math.floor(nowMs / 1000))

it('posts as ApsaraVideo Live does, and keeps the beginning of the answer', async () => {
  expect(await send('aliyun-live', 'key12345')).toMatchObject({
    outcome: 'delivered',
    status: 200,
    excerpt: answer,
  })
  const [posted] = server.posted
  expect(posted?.headers.get('ALI-LIVE-TIMESTAMP')).toBe(seconds)
  expect(posted?.headers.get('ALI-LIVE-SIGNATURE')).toBe(md5(`127.0.0.1|${seconds}|key12345`))
  expect(posted?.headers.get('content-type')).toBe('application/json')
  expect(posted?.headers.has('webhook-signature')).toBe(false)
  expect(JSON.parse(posted?.body ?? '')).toEqual({
    domain: 'live.example.com',
    app: 'live',
    stream: 'a',
    uri: 'live/a/0.flv',
    duration: 69.403,
    start_time: Date.parse(sampleFile.startedAt) / 1000,
    stop_time: Date.parse(sampleFile.endedAt) / 1000,
    push_args: { callback_user: '7' },
  })
})

it('posts as IMS does', async () => {
  await send('aliyun-ims', 'key12345')
  const [posted] = server.posted
  const signed = `${server.url}hook?a=1|${seconds}|key12345`
  expect(posted?.headers.get('X-ICE-TIMESTAMP')).toBe(seconds)
  expect(posted?.headers.get('X-ICE-SIGNATURE')).toBe(md5(signed))
  expect(JSON.parse(posted?.body ?? '')).toMatchObject({
    EventType: 'LiveRecordFileCreated',
    MessageBody: { JobId: 'rec_1', OssObject: 'live/a/0.flv' },
  })
})

it('posts as CDNetworks does', async () => {
  await send('cdnetworks', 'key12345')
  const body = server.posted[0]?.body ?? ''
  expect(body).toMatch(/^[A-Za-z0-9_-]+={0,2}$/)
  expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toMatchObject({
    items: [{ persistentId: 'rec_1', keys: ['archive:live/a/0.flv'] }],
  })
})

it.each(['aliyun-live', 'aliyun-ims', 'cdnetworks'] as const)(
  '%s posts without a secret, and no signature then',
  async (dialect) => {
    expect(await send(dialect, null)).toMatchObject({ outcome: 'delivered' })
    const names = [...(server.posted[0]?.headers.keys() ?? [])]
    expect(names.filter((name) => /signature|timestamp/i.test(name))).toEqual([])
  },
)

it('posts nothing of what the dialect does not tell', async () => {
  const message: WebhookMessage = {
    event: recordingEventSchema.parse({ ...started, type: 'recording.degraded' }),
    context: emptyEventContext,
  }
  expect(await send('aliyun-live', null, message)).toMatchObject({
    outcome: 'delivered',
    status: null,
    detail: 'the dialect has no such event',
  })
  expect(server.posted).toEqual([])
})

it.each(['standard', 'aliyun-live', 'aliyun-ims', 'cdnetworks'] as const)(
  '%s can be tried out',
  async (dialect) => {
    expect(await send(dialect, secret, testMessage)).toMatchObject({ outcome: 'delivered' })
    expect(server.posted).toHaveLength(1)
  },
)

it('signs the event that tries an endpoint out as any other', async () => {
  await send('standard', secret, testMessage)
  const { headers, body } = server.posted[0] ?? { headers: new Map<string, string>(), body: '' }
  expect(new Webhook(secret).verify(body, Object.fromEntries(headers))).toEqual(testEvent)
})
