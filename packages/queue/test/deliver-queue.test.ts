import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { retryLater } from '../src/index.ts'
import { gate, queueTest } from './queue-test.ts'

const hourMs = 3_600_000
const none = { waiting: 0, delayed: 0, active: 0, failed: 0 }

describe('the deliver queue', () => {
  queueTest('holds one job of a lane', async ({ producer }) => {
    await producer.deliver.wake(['lane-1', 'lane-2', 'lane-1'])
    await producer.deliver.wake(['lane-1'])
    await producer.deliver.wake([])
    expect(await producer.deliver.counts()).toEqual({ ...none, waiting: 2 })
  })

  queueTest('keeps nothing of a job that is done', async ({ producer, openWorker, redis }) => {
    const seen: string[] = []
    openWorker('deliver', async (job) => {
      if ('lane' in job) seen.push(job.lane)
    })
    for (const run of [1, 2]) {
      await producer.deliver.wake(['lane-1'])
      await expect.poll(() => seen).toHaveLength(run)
      await expect.poll(() => producer.deliver.counts()).toEqual(none)
    }
    expect(await redis.keys(`${keys.queuePrefix}:deliver:d*`)).toEqual([])
  })

  queueTest('runs a lane again that was woken while it ran', async ({ producer, openWorker }) => {
    const { open, opened } = gate()
    let runs = 0
    let atOnce = 0
    openWorker('deliver', async () => {
      runs += 1
      atOnce += 1
      expect(atOnce).toBe(1)
      await opened
      atOnce -= 1
    })
    await producer.deliver.wake(['lane-1'])
    await expect.poll(() => runs).toBe(1)
    await producer.deliver.wake(['lane-1'])
    await producer.deliver.wake(['lane-1'])
    expect(await producer.deliver.counts()).toEqual({ ...none, active: 1 })
    open()
    await expect.poll(() => runs).toBe(2)
    await expect.poll(() => producer.deliver.counts()).toEqual(none)
    expect(runs).toBe(2)
  })

  queueTest('runs a lane at once that was put off', async ({ producer, openWorker }) => {
    let runs = 0
    openWorker('deliver', async () => {
      runs += 1
      if (runs === 1) return retryLater(hourMs)
    })
    await producer.deliver.wake(['lane-1'])
    await expect.poll(() => producer.deliver.counts()).toEqual({ ...none, delayed: 1 })
    await producer.deliver.wake(['lane-1'])
    await expect.poll(() => runs).toBe(2)
    await expect.poll(() => producer.deliver.counts()).toEqual(none)
  })

  queueTest(
    'does not lose a wake-up of a lane that is then put off',
    async ({ producer, openWorker }) => {
      const { open, opened } = gate()
      let runs = 0
      openWorker('deliver', async () => {
        runs += 1
        if (runs > 1) return
        await opened
        return retryLater(1)
      })
      await producer.deliver.wake(['lane-1'])
      await expect.poll(() => runs).toBe(1)
      await producer.deliver.wake(['lane-1'])
      open()
      await expect.poll(() => runs).toBe(3)
      await expect.poll(() => producer.deliver.counts()).toEqual(none)
    },
  )

  queueTest('tells of an error that the processor throws', async ({ producer, openWorker }) => {
    const errors: string[] = []
    const onError = (error: Error) => errors.push(error.message)
    const processor = async () => {
      throw new Error('a mistake')
    }
    openWorker('deliver', processor, { onError })
    await producer.deliver.wake(['lane-1'])
    await expect.poll(() => errors).toEqual(['a mistake'])
    await expect.poll(() => producer.deliver.counts()).toEqual({ ...none, delayed: 1 })
  })
})
