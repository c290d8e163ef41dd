import { randomBytes } from 'node:crypto'
import { StorageHealth } from '@tapedeck/object-store'
import { createStore, type Store } from '@tapedeck/store'
import { createLogger } from '@tapedeck/telemetry'
import { type RedisServer, sampleRecording, startRedis } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StorageFailing } from '../src/session/storage-failing.ts'

let redis: RedisServer
let store: Store
beforeAll(async () => {
  redis = await startRedis()
  store = createStore({ redis: redis.url, clock: Date.now, randomBytes })
})
afterAll(async () => {
  await store.close()
  await redis.stop()
})

test('that a storage fails is told once for each time that it does, and not for a moment', async () => {
  const recording = sampleRecording({ id: 'rec_failing', createdAtMs: Date.now() })
  await store.recordings.create(recording, { fingerprint: 'x', idempotencyKey: null })
  const told = async () => {
    const events = await store.events.list(recording.id, null, 100)
    return events.flatMap(({ event }) => (event.type === 'recording.degraded' ? [event] : []))
  }
  const health = new StorageHealth()
  let nowMs = 0
  const failing = new StorageFailing(
    {
      ...{ store, storageHealth: () => health, monotonic: () => nowMs },
      clock: () => 1_800_000_000_000 + nowMs,
    },
    recording.id,
    recording.storage,
    createLogger({ app: 'recorder', level: 'silent' }),
  )
  const failUntil = (untilMs: number) => {
    health.failed(nowMs, untilMs)
    nowMs = untilMs
    failing.onRetry()
  }
  failUntil(9000)
  failUntil(9900)
  health.succeeded(nowMs)
  failUntil(15_000)
  expect(await told()).toEqual([])
  failUntil(21_000)
  failUntil(22_000)
  failUntil(60_000)
  await expect.poll(async () => (await told()).length).toBe(1)
  health.succeeded(nowMs)
  failUntil(90_000)
  await expect.poll(async () => (await told()).length).toBe(2)
  const [first] = (await store.recordings.get(recording.id))?.degradations ?? []
  expect(first).toMatchObject({ cause: 'storage_failing', count: 2 })
  expect(JSON.stringify(await told())).toContain('has failed for 11 s')
})
