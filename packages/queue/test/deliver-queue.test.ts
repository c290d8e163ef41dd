import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { attemptFailed, deliveryJobId, giveUp } from '../src/index.ts'
import { aDelivery, queueTest } from './queue-test.ts'

describe('the deliver queue', () => {
  queueTest('takes a delivery once', async ({ producer, openWorker }) => {
    const seen: string[] = []
    openWorker('deliver', async ({ event }) => {
      seen.push(event.id)
    })
    const jobId = deliveryJobId('evt_1', 'https://a.example.org')
    await producer.deliver.add(aDelivery('evt_1'), { jobId })
    await expect.poll(() => producer.deliver.counts()).toMatchObject({ active: 0, waiting: 0 })
    await producer.deliver.add(aDelivery('evt_1'), { jobId })
    await producer.deliver.add(aDelivery('evt_2'), { jobId: 'evt_2' })
    await expect.poll(() => seen).toEqual(['evt_1', 'evt_2'])
  })

  queueTest('puts a failed attempt off by the backoff', async ({ producer, openWorker, redis }) => {
    openWorker('deliver', async () => attemptFailed('status 500'))
    await producer.deliver.add(aDelivery('evt_1'), { jobId: 'evt_1' })
    await expect.poll(() => producer.deliver.counts()).toMatchObject({ delayed: 1, active: 0 })
    const job = await redis.hgetall(`${keys.queuePrefix}:deliver:evt_1`)
    expect(Number(job.delay)).toBeGreaterThanOrEqual(2500)
    expect(Number(job.delay)).toBeLessThanOrEqual(5000)
    expect(job.atm).toBe('1')
  })

  queueTest('waits as long as the receiver asks', async ({ producer, openWorker, redis }) => {
    openWorker('deliver', async () => attemptFailed('status 429', 100_000))
    await producer.deliver.add(aDelivery('evt_1'), { jobId: 'evt_1' })
    await expect.poll(() => producer.deliver.counts()).toMatchObject({ delayed: 1 })
    expect(await redis.hget(`${keys.queuePrefix}:deliver:evt_1`, 'delay')).toBe('100000')
  })

  queueTest('never tries again what was given up', async ({ producer, openWorker }) => {
    openWorker('deliver', async () => giveUp('status 410'))
    await producer.deliver.add(aDelivery('evt_1'), { jobId: 'evt_1' })
    await expect
      .poll(() => producer.deliver.counts())
      .toEqual({ waiting: 0, delayed: 0, active: 0, failed: 1 })
  })

  queueTest('tells of an error that the processor throws', async ({ producer, openWorker }) => {
    const errors: string[] = []
    const onError = (error: Error) => errors.push(error.message)
    const processor = async () => {
      throw new Error('a mistake')
    }
    openWorker('deliver', processor, { onError })
    await producer.deliver.add(aDelivery('evt_1'), { jobId: 'evt_1' })
    await expect.poll(() => errors).toEqual(['a mistake'])
    await expect.poll(() => producer.deliver.counts()).toMatchObject({ delayed: 1 })
  })
})
