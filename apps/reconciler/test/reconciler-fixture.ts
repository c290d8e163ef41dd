import { randomBytes } from 'node:crypto'
import type { Recording } from '@tapedeck/domain'
import { createProducer, type Producer } from '@tapedeck/queue'
import { closeRedis, createRedis } from '@tapedeck/redis'
import { createStore, type Store } from '@tapedeck/store'
import { type RedisServer, sampleRecording, startRedis } from '@tapedeck/testkit'
import { test } from 'vitest'
import { CalmSince } from '../src/calm-since.ts'
import type { ReconcileOptions } from '../src/reconcile.ts'
import { UnownedSince } from '../src/unowned-since.ts'

/** Stores a recording as the API does, but does not put its job into the queue. */
export const createOne = async (
  store: Store,
  id: string,
  part: Partial<Recording> = {},
): Promise<Recording> => {
  const recording = sampleRecording({ id, createdAtMs: Date.now(), ...part })
  const result = await store.recordings.create(recording, { fingerprint: id, idempotencyKey: null })
  return result.recording
}

/** A recorder takes the recording, gets its first fragment, and dies: nothing renews or releases its lease. */
export const recordAndDie = async (store: Store, id: string): Promise<void> => {
  await createOne(store, id)
  const lease = await store.leases.acquire(id, 'recorder-that-dies', 60_000)
  if (lease === null) throw new Error('the lease was not free')
  await store.recordings.transition({ recordingId: id, input: 'taken', lease })
  await store.recordings.transition({ recordingId: id, input: 'fragmentArrived', lease })
  await store.leases.release(lease)
}

/** Seals what stores of tests keep. */
const masterKey = { reveal: () => 'a-master-key-of-32-characters-or-more' }

/** A reconciler's surroundings with a clock that the test moves. */
export type Surroundings = { options: ReconcileOptions; failures: unknown[]; nowMs: number }

/** A Redis per file, emptied before each test; the rest per test. */
export const reconcilerTest = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameters
  .extend('redis', { scope: 'file' }, async ({}, { onCleanup }): Promise<RedisServer> => {
    const redis = await startRedis()
    onCleanup(() => redis.stop())
    return redis
  })
  .extend('redisUrl', async ({ redis }): Promise<string> => {
    const client = createRedis(redis.url, {
      name: 'test',
      role: 'command',
      onError: () => undefined,
    })
    await client.flushall()
    await closeRedis(client)
    return redis.url
  })
  .extend('store', async ({ redisUrl }, { onCleanup }): Promise<Store> => {
    const store = createStore({ redis: redisUrl, clock: Date.now, randomBytes, masterKey })
    onCleanup(() => store.close())
    return store
  })
  .extend('producer', async ({ redisUrl }, { onCleanup }): Promise<Producer> => {
    const producer = createProducer({ redisUrl })
    onCleanup(() => producer.close())
    return producer
  })
  .extend('around', async ({ store, producer }): Promise<Surroundings> => {
    const around: Surroundings = {
      failures: [],
      nowMs: 1_000_000,
      options: {
        store,
        wake: (recordingId) => producer.record.add({ recordingId }),
        unowned: new UnownedSince(),
        ownerId: 'reconciler-of-a-test',
        calm: new CalmSince(0),
        limits: { graceMs: 5000, lostAfterMs: 60_000, wakeEveryMs: 3000 },
        clock: () => around.nowMs,
        onError: (error) => around.failures.push(error),
      },
    }
    return around
  })
