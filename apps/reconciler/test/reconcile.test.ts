import { startWorker } from '@tapedeck/queue'
import { describe, expect, onTestFinished } from 'vitest'
import { reconcile } from '../src/reconcile.ts'
import { createOne, reconcilerTest, recordAndDie } from './reconciler-fixture.ts'

const timeoutMs = 20_000
const signal = new AbortController().signal
const nothing = {
  owned: 0,
  finished: 0,
  watched: 0,
  requeued: 0,
  canceled: 0,
  lost: 0,
  failures: 0,
}

/** Takes record jobs as a recorder would; the ids in order. */
const takeJobs = (redisUrl: string): string[] => {
  const taken: string[] = []
  const worker = startWorker(
    'record',
    async ({ recordingId }) => {
      taken.push(recordingId)
    },
    { redisUrl, concurrency: 1, onError: () => undefined },
  )
  onTestFinished(() => worker.close())
  return taken
}

describe('an accepted recording', () => {
  reconcilerTest('whose job was lost gets a new one', async ({ redisUrl, store, around }) => {
    await createOne(store, 'lost-job')
    expect(await reconcile(around.options, signal)).toEqual({ ...nothing, requeued: 1 })
    const taken = takeJobs(redisUrl)
    await expect.poll(() => taken, { timeout: timeoutMs }).toEqual(['lost-job'])
  })

  reconcilerTest(
    'gets one job however often it is looked at',
    async ({ redisUrl, store, producer, around }) => {
      await createOne(store, 'often')
      await producer.record.add({ recordingId: 'often' })
      for (let pass = 0; pass < 3; pass++) {
        around.nowMs += 3000
        await reconcile(around.options, signal)
      }
      around.nowMs += 3000
      await Promise.all([reconcile(around.options, signal), reconcile(around.options, signal)])
      expect((await producer.record.counts()).waiting).toBe(1)
      const taken = takeJobs(redisUrl)
      await expect.poll(() => taken, { timeout: timeoutMs }).toEqual(['often'])
    },
  )

  reconcilerTest(
    'that is to stop is canceled, with its event',
    async ({ store, producer, around }) => {
      await createOne(store, 'unwanted')
      await store.recordings.setDesired('unwanted', { stop: 'graceful' })
      expect(await reconcile(around.options, signal)).toEqual({ ...nothing, canceled: 1 })
      expect(await store.recordings.get('unwanted')).toMatchObject({
        state: 'canceled',
        reason: 'stopped',
      })
      const events = await store.events.list('unwanted', null, 10)
      expect(events.map(({ event }) => event.type)).toEqual(['recording.canceled'])
      expect(await store.leases.owner('unwanted')).toBeNull()
      expect((await producer.record.counts()).waiting).toBe(0)
      expect(await reconcile(around.options, signal)).toEqual(nothing)
    },
  )
})

describe('a recording that waits for its stream', () => {
  reconcilerTest(
    'and is to stop is canceled when Redis has been back for long enough to be told of media',
    async ({ store, around }) => {
      await createOne(store, 'cut-off')
      const lease = await store.leases.acquire('cut-off', 'recorder-1', 60_000)
      if (lease === null) throw new Error('the lease was not free')
      await store.recordings.transition({ recordingId: 'cut-off', input: 'taken', lease })
      await store.recordings.setDesired('cut-off', { stop: 'now' })
      await store.leases.release(lease)
      around.options.calm.broken(around.nowMs)
      around.nowMs += 4999
      expect(await reconcile(around.options, signal)).toEqual({ ...nothing, watched: 1 })
      expect(await store.recordings.get('cut-off')).toMatchObject({ state: 'waiting' })
      around.nowMs += 1
      expect(await reconcile(around.options, signal)).toEqual({ ...nothing, canceled: 1 })
      expect(await store.recordings.get('cut-off')).toMatchObject({ state: 'canceled' })
    },
  )
})

describe('a recording whose recorder died', () => {
  reconcilerTest(
    'is offered to others at once, but not at every look',
    async ({ redisUrl, store, around }) => {
      await recordAndDie(store, 'orphan')
      expect(await reconcile(around.options, signal)).toEqual({ ...nothing, requeued: 1 })
      around.nowMs += 2999
      expect(await reconcile(around.options, signal)).toEqual({ ...nothing, watched: 1 })
      around.nowMs += 1
      expect(await reconcile(around.options, signal)).toEqual({ ...nothing, requeued: 1 })
      const taken = takeJobs(redisUrl)
      await expect.poll(() => taken, { timeout: timeoutMs }).toEqual(['orphan'])
      expect(await store.recordings.get('orphan')).toMatchObject({ state: 'recording' })
    },
  )

  reconcilerTest(
    'is left to its recorder for a moment after Redis was away',
    async ({ store, producer, around }) => {
      await recordAndDie(store, 'perhaps-alive')
      around.options.calm.broken(around.nowMs)
      around.nowMs += 4999
      expect(await reconcile(around.options, signal)).toEqual({ ...nothing, watched: 1 })
      expect((await producer.record.counts()).waiting).toBe(0)
      around.nowMs += 1
      expect(await reconcile(around.options, signal)).toEqual({ ...nothing, requeued: 1 })
    },
  )

  reconcilerTest('is failed when nobody takes it for too long', async ({ store, around }) => {
    await recordAndDie(store, 'abandoned')
    await reconcile(around.options, signal)
    around.nowMs += 59_999
    expect(await reconcile(around.options, signal)).toEqual({ ...nothing, requeued: 1 })
    around.nowMs += 1
    expect(await reconcile(around.options, signal)).toEqual({ ...nothing, lost: 1 })
    expect(await store.recordings.get('abandoned')).toMatchObject({
      state: 'failed',
      reason: 'recorder_lost',
      generation: 2,
    })
    const events = await store.events.list('abandoned', null, 10)
    expect(events.at(-1)?.event.type).toBe('recording.failed')
    expect(around.options.unowned.size).toBe(0)
  })

  reconcilerTest('has its time again after somebody took it', async ({ store, around }) => {
    await recordAndDie(store, 'taken-again')
    await reconcile(around.options, signal)
    around.nowMs += 50_000
    const lease = await store.leases.acquire('taken-again', 'recorder-2', 60_000)
    if (lease === null) throw new Error('the lease was not free')
    expect(await reconcile(around.options, signal)).toEqual({ ...nothing, owned: 1 })
    await store.leases.release(lease)
    around.nowMs += 50_000
    expect(await reconcile(around.options, signal)).toEqual({ ...nothing, requeued: 1 })
    expect(await store.recordings.get('taken-again')).toMatchObject({ state: 'recording' })
  })

  reconcilerTest('and that is to stop is left to a recorder', async ({ store, around }) => {
    await recordAndDie(store, 'stop-later')
    await store.recordings.setDesired('stop-later', { stop: 'now' })
    expect(await reconcile(around.options, signal)).toEqual({ ...nothing, requeued: 1 })
    expect(await store.recordings.get('stop-later')).toMatchObject({ state: 'recording' })
  })
})

describe('a recording that is in good hands', () => {
  reconcilerTest('is left alone, whatever is wanted', async ({ store, producer, around }) => {
    await createOne(store, 'owned')
    const lease = await store.leases.acquire('owned', 'recorder-1', 60_000)
    await store.recordings.setDesired('owned', { stop: 'now' })
    around.nowMs += 1_000_000
    expect(await reconcile(around.options, signal)).toEqual({ ...nothing, owned: 1 })
    expect(await store.recordings.get('owned')).toMatchObject({ state: 'accepted' })
    expect(await store.leases.owner('owned')).toEqual(lease)
    expect((await producer.record.counts()).waiting).toBe(0)
  })

  reconcilerTest('is not ended when it is taken in the last moment', async ({ store, around }) => {
    await createOne(store, 'last-moment')
    await store.recordings.setDesired('last-moment', { stop: 'now' })
    const { leases } = store
    const owners: typeof leases.owners = async (ids) => {
      const seen = await leases.owners(ids)
      for (const id of ids) await leases.acquire(id, 'recorder-1', 60_000)
      return seen
    }
    const options = { ...around.options, store: { ...store, leases: { ...leases, owners } } }
    expect(await reconcile(options, signal)).toEqual({ ...nothing, owned: 1 })
    expect(await store.recordings.get('last-moment')).toMatchObject({ state: 'accepted' })
  })
})

describe('a pass', () => {
  reconcilerTest('looks at every recording although one fails', async ({ store, around }) => {
    for (const id of ['good-1', 'bad', 'good-2']) await createOne(store, id)
    const { wake } = around.options
    const options = {
      ...around.options,
      wake: (id: string) => (id === 'bad' ? Promise.reject(new Error('no')) : wake(id)),
    }
    expect(await reconcile(options, signal)).toEqual({ ...nothing, requeued: 2, failures: 1 })
    expect(around.failures).toHaveLength(1)
  })

  reconcilerTest('ends early when it is told to', async ({ store, around }) => {
    for (let n = 0; n < 40; n++) await createOne(store, `many-${n}`)
    const stopping = new AbortController()
    const options = { ...around.options, wake: async () => stopping.abort() }
    const summary = await reconcile(options, stopping.signal)
    expect(summary.requeued).toBeLessThan(40)
  })
})
