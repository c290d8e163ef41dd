import { closeRedis, createRedis, type RedisClient } from '@tapedeck/redis'
import { type RedisServer, startRedis } from '@tapedeck/testkit'
import { test as base } from 'vitest'
import {
  createProducer,
  type Processor,
  type Producer,
  type QueueName,
  type QueueWorker,
  startWorker,
  type WorkerOptions,
} from '../src/index.ts'

type OpenWorker = <N extends QueueName>(
  name: N,
  processor: Processor<N>,
  options?: Partial<WorkerOptions>,
) => QueueWorker

export type QueueFixtures = {
  server: RedisServer
  /** A client of the test's own, on an empty Redis. */
  redis: RedisClient
  producer: Producer
  /** Starts a worker that is closed when the test ends. */
  openWorker: OpenWorker
}

const ignore = () => undefined

/** A test with a Redis per file that is emptied before each test. */
export const queueTest = base.extend<QueueFixtures>({
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
  producer: async ({ server, redis }, use) => {
    await redis.ping()
    const producer = createProducer({ redisUrl: server.url })
    await use(producer)
    await producer.close()
  },
  openWorker: async ({ server, redis }, use) => {
    await redis.ping()
    const workers: QueueWorker[] = []
    const open: OpenWorker = (name, processor, options = {}) => {
      const defaults = { redisUrl: server.url, concurrency: 5, onError: ignore }
      const worker = startWorker(name, processor, { ...defaults, ...options })
      workers.push(worker)
      return worker
    }
    await use(open)
    await Promise.all(workers.map((worker) => worker.close()))
  },
})

/** A promise that a test settles. */
export const gate = () => {
  let open: () => void = ignore
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}
