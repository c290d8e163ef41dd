import { fileURLToPath } from 'node:url'
import { spawnProcess } from '@tapedeck/testkit'
import { describe, expect, onTestFinished } from 'vitest'
import { retryLater } from '../src/index.ts'
import { gate, queueTest } from './queue-test.ts'

describe('the record queue', () => {
  queueTest('does not double a job that waits', async ({ producer }) => {
    await producer.record.add({ recordingId: 'r1' })
    await producer.record.add({ recordingId: 'r1' })
    await producer.record.add({ recordingId: 'r2' })
    expect(await producer.record.counts()).toMatchObject({ waiting: 2 })
  })

  queueTest('takes a new job once the former is done', async ({ producer, openWorker }) => {
    let runs = 0
    openWorker('record', async () => {
      runs++
    })
    await producer.record.add({ recordingId: 'r1' })
    await expect.poll(() => runs).toBe(1)
    await expect.poll(() => producer.record.counts()).toMatchObject({ active: 0 })
    await producer.record.add({ recordingId: 'r1' })
    await expect.poll(() => runs).toBe(2)
  })

  queueTest('does not double a job that runs', async ({ producer, openWorker }) => {
    const { open, opened } = gate()
    const seen: string[] = []
    openWorker('record', async ({ recordingId }) => {
      seen.push(recordingId)
      await opened
    })
    await producer.record.add({ recordingId: 'r1' })
    await expect.poll(() => seen).toEqual(['r1'])
    await producer.record.add({ recordingId: 'r1' })
    expect(await producer.record.counts()).toMatchObject({ active: 1, waiting: 0, delayed: 0 })
    open()
  })

  queueTest('does a job later without counting an attempt', async ({ producer, openWorker }) => {
    const attempts: number[] = []
    openWorker('record', async (_job, { attempt }) => {
      attempts.push(attempt)
      if (attempts.length < 10) return retryLater(1)
    })
    await producer.record.add({ recordingId: 'r1' })
    await expect.poll(() => attempts).toEqual(Array.from({ length: 10 }, () => 1))
    await expect
      .poll(() => producer.record.counts())
      .toEqual({ waiting: 0, delayed: 0, active: 0, failed: 0 })
    await producer.record.add({ recordingId: 'r1' })
    await expect.poll(() => attempts.length).toBe(11)
  })

  queueTest(
    'does a job that was put off at once when it is asked for again',
    async ({ producer, openWorker }) => {
      let runs = 0
      openWorker('record', async () => {
        runs++
        // as a host whose clock is an hour ahead puts it off
        return retryLater(3_600_000)
      })
      for (const run of [1, 2]) {
        await producer.record.add({ recordingId: 'r1' })
        await expect.poll(() => runs).toBe(run)
        await expect
          .poll(() => producer.record.counts())
          .toMatchObject({ delayed: 1, active: 0, waiting: 0 })
      }
    },
  )

  queueTest(
    'gives a job whose worker died to another within seconds',
    async ({ producer, openWorker, server }) => {
      const program = fileURLToPath(new URL('hold-job.ts', import.meta.url))
      const dying = spawnProcess(process.execPath, [program, server.url], {})
      onTestFinished(() => dying.kill())
      await producer.record.add({ recordingId: 'r1' })
      await expect.poll(() => dying.output(), { timeout: 20_000 }).toContain('r1')
      await dying.kill()
      const seen: string[] = []
      openWorker('record', async ({ recordingId }) => {
        seen.push(recordingId)
      })
      // not the half minute or minute that BullMQ would take
      await expect.poll(() => seen, { timeout: 20_000 }).toEqual(['r1'])
    },
  )

  queueTest('refuses a job with unknown fields', async ({ producer }) => {
    const job = { recordingId: 'r1', url: 'rtmp://host/app/key' }
    await expect(producer.record.add(job)).rejects.toThrow()
    expect(await producer.record.counts()).toMatchObject({ waiting: 0 })
  })
})
