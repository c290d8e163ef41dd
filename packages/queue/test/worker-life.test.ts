import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect } from 'vitest'
import { createProducer, startWorker } from '../src/index.ts'
import { gate, queueTest } from './queue-test.ts'

describe('a worker', () => {
  queueTest('takes no job while it is paused, and goes on', async ({ producer, openWorker }) => {
    const seen: string[] = []
    const worker = openWorker('record', async ({ recordingId }) => {
      seen.push(recordingId)
    })
    await producer.record.add({ recordingId: 'r1' })
    await expect.poll(() => seen).toEqual(['r1'])
    await worker.pause()
    expect(worker.isRunning).toBe(false)
    await producer.record.add({ recordingId: 'r2' })
    const other = openWorker('record', async ({ recordingId }) => {
      seen.push(`other ${recordingId}`)
    })
    await expect.poll(() => seen).toEqual(['r1', 'other r2'])
    await other.close()
    await producer.record.add({ recordingId: 'r3' })
    await worker.resume()
    await expect.poll(() => seen).toEqual(['r1', 'other r2', 'r3'])
    expect(worker.isRunning).toBe(true)
  })

  queueTest('leaves to others what comes while it pauses', async ({ producer, openWorker }) => {
    const seen: string[] = []
    const paused = openWorker('record', async () => {
      seen.push('paused')
    })
    openWorker('record', async () => {
      seen.push('other')
    })
    await expect.poll(() => paused.isRunning).toBe(true)
    await paused.pause()
    for (const recordingId of ['r1', 'r2', 'r3', 'r4']) await producer.record.add({ recordingId })
    await expect.poll(() => seen).toEqual(['other', 'other', 'other', 'other'])
    expect(await producer.record.counts()).toMatchObject({ waiting: 0, failed: 0 })
  })

  queueTest('waits for its running jobs when it closes', async ({ producer, openWorker }) => {
    const { open, opened } = gate()
    let state = 'waiting'
    const worker = openWorker('record', async () => {
      state = 'running'
      await opened
      state = 'done'
    })
    await producer.record.add({ recordingId: 'r1' })
    await expect.poll(() => state).toBe('running')
    const closed = worker.close()
    open()
    await closed
    expect(state).toBe('done')
    expect(await producer.record.counts()).toMatchObject({ active: 0, waiting: 0, failed: 0 })
  })

  queueTest('goes on after Redis was restarted', async ({ producer, openWorker, server }) => {
    const seen: string[] = []
    openWorker('record', async ({ recordingId }) => {
      seen.push(recordingId)
    })
    await producer.record.add({ recordingId: 'r1' })
    await expect.poll(() => seen).toEqual(['r1'])
    await server.restart()
    await producer.record.add({ recordingId: 'r2' })
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual(['r1', 'r2'])
  })

  queueTest('leaves no connection behind', async ({ redis, server }) => {
    const connections = async () =>
      String(await redis.client('LIST'))
        .trim()
        .split('\n').length
    const before = await connections()
    const producer = createProducer({ redisUrl: server.url })
    let runs = 0
    const processor = async () => {
      runs++
    }
    const options = { redisUrl: server.url, concurrency: 2, onError: () => undefined }
    const worker = startWorker('record', processor, options)
    await producer.record.add({ recordingId: 'r1' })
    await expect.poll(() => runs).toBe(1)
    expect(await connections()).toBe(before + 3)
    await Promise.all([worker.close(), producer.close()])
    await expect.poll(connections).toBe(before)
  })
})

describe('without Redis', () => {
  queueTest('a call is refused, and everything closes', async ({ server, redis }) => {
    await redis.ping()
    const producer = createProducer({ redisUrl: server.url })
    await producer.record.add({ recordingId: 'r1' })
    await server.kill()
    await expect(producer.record.add({ recordingId: 'r2' })).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
    })
    await producer.close()
    await server.restart()
    await redis.ping()
    expect(
      String(await redis.client('LIST'))
        .trim()
        .split('\n'),
    ).toHaveLength(1)
  })

  queueTest('a process that closes its worker and producer ends by itself', async () => {
    const script = fileURLToPath(new URL('close-without-redis.ts', import.meta.url))
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] })
    const killed = setTimeout(() => child.kill(), 30_000)
    const [code] = await once(child, 'exit')
    clearTimeout(killed)
    expect(code).toBe(0)
  })

  queueTest('a worker that never reached Redis closes', async () => {
    const options = { redisUrl: 'redis://127.0.0.1:1', concurrency: 1, onError: () => undefined }
    const worker = startWorker('record', async () => undefined, options)
    const producer = createProducer({ redisUrl: 'redis://127.0.0.1:1' })
    await Promise.all([worker.close(), producer.close()])
  })
})
