import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { attemptFailed, maxWaitingChecks, queues } from '../src/index.ts'
import { gate, queueTest } from './queue-test.ts'

const job = { recordingId: 'r1', fileId: 'r1.mp4.0' }

describe('the check queue', () => {
  queueTest('does not double a check that waits or runs', async ({ producer, openWorker }) => {
    await producer.check.add(job)
    await producer.check.add(job)
    await producer.check.add({ ...job, fileId: 'r1.mp4.1' })
    expect(await producer.check.counts()).toMatchObject({ waiting: 2 })
    const { open, opened } = gate()
    const seen: string[] = []
    openWorker(
      'check',
      async ({ fileId }) => {
        seen.push(fileId)
        await opened
      },
      { concurrency: 1 },
    )
    await expect.poll(() => seen).toEqual(['r1.mp4.0'])
    await producer.check.add(job)
    expect(await producer.check.counts()).toMatchObject({ waiting: 1, active: 1 })
    open()
    await expect.poll(() => seen).toEqual(['r1.mp4.0', 'r1.mp4.1'])
  })

  queueTest('makes a check again when it is asked for again', async ({ producer, openWorker }) => {
    let runs = 0
    openWorker('check', async () => {
      runs++
    })
    for (const count of [1, 2]) {
      await producer.check.add(job)
      await expect.poll(() => runs).toBe(count)
      await expect.poll(() => producer.check.counts()).toMatchObject({ active: 0, waiting: 0 })
    }
  })

  queueTest('tries a failed check a few times', async ({ producer, openWorker, redis }) => {
    openWorker('check', async () => attemptFailed('the storage cannot be reached'))
    await producer.check.add(job)
    await expect.poll(() => producer.check.counts()).toMatchObject({ delayed: 1, active: 0 })
    const [id = ''] = await redis.zrange(`${keys.queuePrefix}:check:delayed`, '0', '-1')
    const stored = await redis.hgetall(`${keys.queuePrefix}:check:${id}`)
    expect(JSON.parse(stored.opts ?? '{}')).toMatchObject({ attempts: queues.check.retry.attempts })
    expect(queues.check.retry.attempts).toBeLessThan(6)
  })

  queueTest('refuses more checks than it can hold', async ({ producer, redis }) => {
    await producer.check.counts()
    const list = `${keys.queuePrefix}:check:wait`
    const ids = Array.from({ length: maxWaitingChecks }, (_, index) => `x${index}`)
    await redis.rpush(list, ...ids)
    await expect(producer.check.add(job)).rejects.toMatchObject({ code: 'SERVICE_BUSY' })
    await redis.lpop(list)
    await producer.check.add(job)
  })

  queueTest('refuses a job with unknown fields', async ({ producer }) => {
    await expect(producer.check.add({ ...job, key: 'a/b.mp4' } as typeof job)).rejects.toThrow()
    expect(await producer.check.counts()).toMatchObject({ waiting: 0 })
  })
})
