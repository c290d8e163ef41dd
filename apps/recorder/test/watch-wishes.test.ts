import { randomBytes } from 'node:crypto'
import { closeRedis, createRedis } from '@tapedeck/redis'
import { createStore, type Store } from '@tapedeck/store'
import { createLogger } from '@tapedeck/telemetry'
import { type RedisServer, sampleRecording, startRedis } from '@tapedeck/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchWishes } from '../src/watch-wishes.ts'

let redis: RedisServer
let store: Store
let api: Store
let release: () => Promise<void>
let told: string[]
/** Called each time that wishes are read again; may fail. */
let onRefresh: () => void

const refreshed = 'all'

beforeEach(async () => {
  redis = await startRedis()
  const options = { redis: redis.url, clock: Date.now, randomBytes }
  store = createStore({ ...options, name: 'recorder' })
  api = createStore({ ...options, name: 'api' })
  const recording = sampleRecording({ id: 'rec_told' })
  await api.recordings.create(recording, { fingerprint: 'x', idempotencyKey: null })
  told = []
  onRefresh = () => undefined
  const deps = {
    store,
    storeRetry: { firstDelayMs: 1, maxDelayMs: 1, factor: 1, attempts: 10 },
    random: () => 0,
    log: createLogger({ app: 'recorder', level: 'silent' }),
  }
  const note = async (what: string): Promise<void> => {
    onRefresh()
    told.push(what)
  }
  release = await watchWishes(deps, {
    told: (_, recordingId) => note(recordingId),
    refreshAll: () => note(refreshed),
  })
})
afterEach(async () => {
  await release()
  await api.close()
  await store.close()
  await redis.stop()
})

const pause = () =>
  api.recordings.setDesired('rec_told', { pause: { sinceMs: Date.now(), stopAfterMs: null } })

test('every wish is told, a pause, its end, a split and a stop', async () => {
  await pause()
  await expect.poll(() => told).toHaveLength(1)
  await api.recordings.setDesired('rec_told', { pause: null })
  await expect.poll(() => told).toHaveLength(2)
  await api.recordings.setDesired('rec_told', { addSplit: true })
  await expect.poll(() => told).toHaveLength(3)
  await api.recordings.setDesired('rec_told', { stop: 'graceful' })
  await expect.poll(() => told).toEqual(Array.from({ length: 4 }, () => 'rec_told'))
})

test('after a reconnect all wishes are read, without waiting for the pulse', async () => {
  const admin = createRedis(redis.url, { name: 'admin', role: 'command', onError: () => undefined })
  await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await closeRedis(admin)
  await expect.poll(() => told).toEqual([refreshed])
  await pause()
  await expect.poll(() => told).toEqual([refreshed, 'rec_told'])
})

test('what cannot be read at once is read again', async () => {
  let failures = 3
  onRefresh = () => {
    failures -= 1
    if (failures >= 0) throw new Error('Redis is away')
  }
  await pause()
  await expect.poll(() => told).toEqual(['rec_told'])
})
