import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createStore, type Lease, type Store } from '@tapedeck/store'
import {
  type AppProcess,
  createApiClient,
  demoWebhookSecret,
  freePort,
  type RedisServer,
  sampleRecording,
  startApp,
  startRedis,
  startWebhookReceiver,
  type WebhookReceiver,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

const driven = 24
const eventsPerRecording = 40
const canceled = 50
const total = driven * eventsPerRecording + canceled
const timeoutMs = 40_000

let directory: string
let redis: RedisServer
let store: Store
let receiver: WebhookReceiver
let env: Record<string, string>
let api: AppProcess
let notifier: AppProcess

/** Does it until it works: the caller's side of a service that is killed now and then. */
const persist = async <T>(work: () => Promise<T>): Promise<T> => {
  const deadlineMs = Date.now() + timeoutMs
  for (;;)
    try {
      return await work()
    } catch (error) {
      if (Date.now() > deadlineMs) throw error
      await delay(50)
    }
}

/** One recording as its recorder writes it: each change of state tells an event. */
const drive = async (n: number): Promise<void> => {
  const id = `driven-${n}`
  const recording = sampleRecording({ id, notifyUrl: receiver.url })
  await persist(() => store.recordings.create(recording, { fingerprint: id, idempotencyKey: null }))
  const lease = (await persist(() =>
    store.leases.acquire(id, 'a-recorder', timeoutMs, { replacesOwn: true }),
  )) as Lease
  const input = async (name: 'taken' | 'fragmentArrived' | 'sourceLost') => {
    await persist(() => store.recordings.transition({ recordingId: id, input: name, lease }))
  }
  await input('taken')
  for (let event = 0; event < eventsPerRecording; event++)
    await input(event % 2 === 0 ? 'fragmentArrived' : 'sourceLost')
}

const cancelThroughApi = async (n: number): Promise<void> => {
  const client = createApiClient(`http://127.0.0.1:${env.TAPEDECK_API_PORT}`, 'e2e-key')
  const id = `canceled-${n}`
  const call = async (method: string, path: string, body: unknown): Promise<void> => {
    const { status, body: answer } = await client.call(method, path, body)
    if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(answer)}`)
  }
  await persist(() =>
    call('POST', '/v1/recordings', {
      id,
      source: { type: 'rtmp', url: 'rtmp://127.0.0.1:1/live/nobody' },
      template: {
        name: 'e2e',
        formats: [
          {
            format: 'mp4',
            cycleSeconds: 60,
            objectPattern: '{StreamName}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}',
          },
        ],
      },
      storage: { type: 'filesystem' },
      notifyUrl: receiver.url,
    }),
  )
  await persist(() => call('POST', `/v1/recordings/${id}/stop`, undefined))
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-killed-'))
  redis = await startRedis()
  store = createStore({ redis: redis.url, clock: Date.now, randomBytes })
  receiver = await startWebhookReceiver({ secret: demoWebhookSecret })
  env = {
    TAPEDECK_REDIS_URL: redis.url,
    TAPEDECK_API_PORT: String(await freePort()),
    TAPEDECK_API_KEY: 'e2e-key',
    TAPEDECK_FILESYSTEM_DIR: directory,
    TAPEDECK_WEBHOOK_ALLOW_PRIVATE: 'true',
    TAPEDECK_WEBHOOK_SECRET: demoWebhookSecret,
  }
  ;[api, notifier] = await Promise.all([startApp('api', env), startApp('notifier', env)])
})

afterAll(async () => {
  await Promise.all([api.stop(), notifier.stop()])
  await store.close()
  await receiver.stop()
  await redis.stop()
  await rm(directory, { recursive: true, force: true })
})

const firsts = (ids: string[]): string[] => [...new Set(ids)]

test(
  'notifier, API and Redis are killed amid 1,000 events: all arrive, in order per recording',
  async () => {
    const arrivedAtLeast = (share: number) =>
      receiver.waitFor((all) => firsts(all.map(({ id }) => id)).length >= total * share, timeoutMs)
    const cancelMany = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => cancelThroughApi(from + n))
    const told = [
      ...Array.from({ length: driven }, (_, n) => drive(n)),
      ...cancelMany(0, canceled / 2),
    ]
    await arrivedAtLeast(0.15)
    await notifier.kill()
    notifier = await startApp('notifier', env)
    await arrivedAtLeast(0.4)
    told.push(...cancelMany(canceled / 2, canceled))
    await Promise.all([api.kill(), redis.kill()])
    await redis.restart()
    api = await startApp('api', env)
    await Promise.all(told)
    await arrivedAtLeast(1)
    const log = await store.eventLog.list(null, total + 1)
    expect(log).toHaveLength(total)
    const arrived = firsts(receiver.received.map(({ id }) => id))
    expect(arrived.toSorted()).toEqual(log.map(({ event }) => event.id).toSorted())
    const recordingOf = new Map(log.map(({ event }) => [event.id, event.recordingId]))
    const inOrder = (ids: string[]) => Map.groupBy(ids, (id) => recordingOf.get(id))
    expect(inOrder(arrived)).toEqual(inOrder(log.map(({ event }) => event.id)))
    expect(receiver.rejected).toEqual([])
  },
  2 * timeoutMs,
)
