import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished } from 'vitest'
import { attemptFailed } from '../src/index.ts'
import { gate, queueTest } from './queue-test.ts'

const ask = { domain: 'live.example.org', app: 'live', stream: 'one', publicationId: 'p1' }

describe('the queue of on-demand callbacks', () => {
  queueTest('holds a publication once, until it is done', async ({ producer, openWorker }) => {
    await producer.ask.add(ask)
    await producer.ask.add(ask)
    await producer.ask.add({ ...ask, publicationId: 'p2' })
    expect(await producer.ask.counts()).toMatchObject({ waiting: 2, delayed: 0 })
    const { open, opened } = gate()
    const seen: string[] = []
    openWorker('ask', async ({ publicationId }) => {
      seen.push(publicationId)
      await opened
    })
    await expect.poll(() => seen.toSorted()).toEqual(['p1', 'p2'])
    await producer.ask.add(ask)
    expect(await producer.ask.counts()).toMatchObject({ waiting: 0, active: 2 })
    open()
    await expect.poll(async () => (await producer.ask.counts()).active).toBe(0)
    // the control asks again for a publication that nobody has answered
    await producer.ask.add(ask)
    await expect.poll(() => seen.length).toBe(3)
  })

  queueTest('replaces a job that waits for its next attempt', async ({ producer, openWorker }) => {
    let runs = 0
    openWorker('ask', async () => {
      runs += 1
      return runs === 1 ? attemptFailed('Redis was away') : undefined
    })
    await producer.ask.add(ask)
    await expect.poll(() => runs).toBe(1)
    await producer.ask.add(ask)
    await expect.poll(() => runs, { timeout: 10_000 }).toBeGreaterThan(1)
  })

  queueTest(
    'gives the job of a worker that died to another',
    async ({ server, producer, openWorker }) => {
      await producer.ask.add(ask)
      const script = fileURLToPath(new URL('hold-job.ts', import.meta.url))
      const child = spawn(process.execPath, [script, server.url, 'ask'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      onTestFinished(() => {
        child.kill('SIGKILL')
      })
      await once(child.stdout, 'data')
      child.kill('SIGKILL')
      const seen: string[] = []
      openWorker('ask', async ({ publicationId }) => {
        seen.push(publicationId)
      })
      await expect.poll(() => seen, { timeout: 20_000 }).toEqual(['p1'])
    },
  )
})
