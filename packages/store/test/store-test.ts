import { randomBytes } from 'node:crypto'
import { closeRedis, createRedis, type RedisClient } from '@tapedeck/redis'
import { type RedisServer, startRedis } from '@tapedeck/testkit'
import { test as base } from 'vitest'
import { createStore, type Lease, type Store, type StoreOptions } from '../src/index.ts'
import { aRecording } from './recording-fixture.ts'

export type StoreFixtures = {
  server: RedisServer
  /** A client of the test's own, on an empty Redis. */
  redis: RedisClient
  /** Opens a store that is closed when the test ends. */
  openStore: (options?: Partial<StoreOptions>) => Store
  store: Store
}

const ignore = () => undefined
/** Any long text. */
export const masterKey = { reveal: () => 'the master key of the store tests' }

/** A test with a Redis per file that is emptied before each test. */
export const storeTest = base.extend<StoreFixtures>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameters
    async ({}, use) => {
      const server = await startRedis()
      await use(server)
      await server.stop()
    },
    { scope: 'file' },
  ],
  redis: async ({ server }, use) => {
    const redis = createRedis(server.url, { name: 'test', role: 'command', onError: ignore })
    await redis.flushall()
    await use(redis)
    await closeRedis(redis)
  },
  openStore: async ({ server, redis }, use) => {
    await redis.ping()
    const stores: Store[] = []
    await use((options = {}) => {
      const defaults = {
        redis: server.url,
        clock: Date.now,
        randomBytes,
        masterKey,
        onError: ignore,
      }
      const store = createStore({ ...defaults, ...options })
      stores.push(store)
      return store
    })
    await Promise.all(stores.map((store) => store.close()))
  },
  store: async ({ openStore }, use) => {
    await use(openStore())
  },
})

/** Creates a recording and takes its lease. */
export const take = async (store: Store, id: string, ownerId = 'recorder-1'): Promise<Lease> => {
  await store.recordings.create(aRecording(id), { fingerprint: id, idempotencyKey: null })
  const lease = await store.leases.acquire(id, ownerId, 60_000)
  if (lease === null) throw new Error('the lease was not free')
  return lease
}

/** Creates a recording, takes its lease and leads it to its first fragment. */
export const startRecording = async (store: Store, id: string): Promise<Lease> => {
  const lease = await take(store, id)
  await store.recordings.transition({ recordingId: id, input: 'taken', lease })
  const patch = { startedAtMs: 1_800_000_001_000 }
  await store.recordings.transition({ recordingId: id, input: 'fragmentArrived', lease, patch })
  return lease
}
