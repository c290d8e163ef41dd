import { createRedis, keys, type RedisClient, type RedisRole, runScript } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { aCycle, aPart } from './cycle-fixture.ts'
import { doublingRedis } from './doubling-redis.ts'
import { aFile, aRecording } from './recording-fixture.ts'
import { startRecording, storeTest, take } from './store-test.ts'

type Script = (...args: unknown[]) => Promise<unknown>

/** Connections whose writes of records go through a hook. */
const hookedRedis =
  (url: string, hook: (write: () => Promise<unknown>) => Promise<unknown>) =>
  ({ name, role }: { name: string; role: RedisRole }): RedisClient => {
    const client = createRedis(url, { name, role, onError: () => undefined })
    const scripts = client as unknown as { tapedeckWriteRecording?: Script }
    const write = scripts.tapedeckWriteRecording?.bind(client)
    if (write !== undefined)
      scripts.tapedeckWriteRecording = (...args) => hook(() => write(...args))
    return client
  }

describe('two writers', () => {
  storeTest('move a recording once, and tell of it once', async ({ store, openStore }) => {
    const lease = await take(store, 'r1')
    const other = openStore()
    const storeAt = (i: number) => (i % 2 === 0 ? store : other)
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        storeAt(i).recordings.transition({ recordingId: 'r1', input: 'taken', lease }),
      ),
    )
    const outcomes = results.map((result) => result.outcome)
    expect(outcomes.filter((outcome) => outcome === 'moved')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'stayed')).toHaveLength(29)
  })

  storeTest('ask for the same recording: neither is told of a conflict', async ({ store }) => {
    const request = { fingerprint: 'f', idempotencyKey: null }
    // what one looks up stands around what the other writes
    const [found, created] = await Promise.all([
      store.recordings.find({ id: 'r1', ...request }),
      store.recordings.create(aRecording('r1'), request),
    ])
    expect(created.outcome).toBe('created')
    expect([null, 'existing']).toContain(found?.outcome ?? null)
  })

  storeTest('lose no change of each other', async ({ store, openStore }) => {
    const lease = await startRecording(store, 'r1')
    const api = openStore()
    const gap = { startedAtMs: 1, mediaTimeMs: 0, cause: 'source_lost' } as const
    await Promise.all(
      Array.from({ length: 25 }, (_, i) => [
        store.recordings.addFile(lease, aFile('r1', i)),
        api.recordings.setDesired('r1', { addSplit: true }),
        store.recordings.transition({
          recordingId: 'r1',
          input: 'fragmentArrived',
          lease,
          patch: { gap: { ...gap, endedAtMs: 2 + i } },
        }),
      ]).flat(),
    )
    expect(await store.recordings.get('r1')).toMatchObject({
      fileCount: 25,
      gapCount: 25,
      desired: { stop: null, splits: 25 },
    })
  })

  storeTest('end a recording once: stop against fault', async ({ store, openStore }) => {
    for (let i = 0; i < 20; i++) {
      const id = `r${i}`
      const lease = await take(store, id)
      const write = { recordingId: id, lease } as const
      const [stopped, failed] = await Promise.all([
        openStore().recordings.transition({ ...write, input: 'stopRequested', lease: null }),
        store.recordings.transition({ ...write, input: 'faulted' }),
      ])
      expect(
        [stopped.outcome, failed.outcome].filter((outcome) => outcome === 'moved'),
      ).toHaveLength(1)
      const events = await store.events.list(id, null, 10)
      expect(events).toHaveLength(1)
      expect(events[0]?.event.data.state).toBe((await store.recordings.get(id))?.state)
    }
  })

  storeTest('never write after a newer lease was taken', async ({ store, openStore }) => {
    for (let i = 0; i < 20; i++) {
      const id = `r${i}`
      const old = await startRecording(store, id)
      await store.leases.release(old)
      const other = openStore()
      const [late, newer] = await Promise.all([
        store.recordings.addFile(old, aFile(id, 0)),
        other.leases.acquire(id, 'recorder-2', 60_000),
      ])
      expect(late).toBe(false)
      expect(newer?.generation).toBe(2)
    }
  })
})

describe('a call that is sent twice after a lost answer', () => {
  storeTest('is answered as it was the first time', async ({ store, redis }) => {
    await take(store, 'r1')
    await redis.del(keys.lease('r1'))
    const leaseKeys = [keys.recording('r1'), keys.lease('r1'), keys.generations('r1')]
    const acquire = () =>
      runScript(redis, 'tapedeckAcquireLease', leaseKeys, ['me', 60_000, 'same-nonce'])
    expect([await acquire(), await acquire()]).toEqual([2, 2])
  })

  storeTest('writes once', async ({ openStore, server }) => {
    const store = openStore({
      redis: hookedRedis(server.url, async (write) => {
        await write()
        return write()
      }),
    })
    const lease = await startRecording(store, 'r1')
    await store.recordings.addFile(lease, aFile('r1', 0))
    const last = await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    expect(last.outcome).toBe('moved')
    expect((await store.events.list('r1', null, 10)).map(({ event }) => event.type)).toEqual([
      'recording.started',
      'file.created',
      'recording.failed',
    ])
    expect(await store.recordings.get('r1')).toMatchObject({ fileCount: 1, revision: 5 })
  })
})

describe('leases, hand-overs and open cycles of which each call is sent twice', () => {
  storeTest('end as they should', async ({ openStore, server }) => {
    const store = openStore({ redis: doublingRedis(server.url) })
    const lease = await startRecording(store, 'r1')
    expect(lease.generation).toBe(1)
    const offer = await store.handovers.offer(lease, 60_000)
    const claim = await store.handovers.claim('r1', 'successor', 60_000)
    expect(claim).toMatchObject({ offerId: offer.offerId, phase: 'claimed' })
    const live = claim && (await store.handovers.advance(claim, { phase: 'live' }, 60_000))
    expect(live?.phase).toBe('live')
    expect(await store.openCycles.put(lease, aCycle(0))).toBe(true)
    const cycle = { output: 'mp4', sequence: 0 }
    expect(await store.openCycles.addPiece(lease, cycle, aPart(1))).toBe(true)
    const file = aFile('r1', 0)
    expect(await store.recordings.addFile(lease, file)).toBe(true)
    expect(await store.recordings.updateFile({ ...file, isInBackup: true }, file)).toBe(true)
    const lost = { cause: 'recorder_lost', detail: 'It was lost.', occurrence: '1' } as const
    expect(await store.recordings.tellDegraded('r1', lost)).toBe(true)
    const next = await store.leases.handOver(lease, 'successor', 60_000)
    expect(next?.generation).toBe(2)
    expect(await store.leases.owner('r1')).toEqual(next)
    expect(await store.generations.list('r1')).toHaveLength(2)
    expect(await store.openCycles.list('r1')).toEqual([])
    expect(await store.relay.depth()).toBe(3)
  })
})

describe('between the reading and the writing of a record', () => {
  storeTest(
    'another recorder takes over: the write is stale',
    async ({ store, openStore, server, redis }) => {
      const lease = await startRecording(store, 'r1')
      const late = openStore({
        redis: hookedRedis(server.url, async (write) => {
          await redis.del(keys.lease('r1'))
          await store.leases.acquire('r1', 'recorder-2', 60_000)
          return write()
        }),
      })
      const before = await store.recordings.get('r1')
      const lost = await late.recordings.transition({
        recordingId: 'r1',
        input: 'sourceLost',
        lease,
      })
      expect(lost).toEqual({ outcome: 'stale', recording: before })
      expect(await late.recordings.addFile(lease, aFile('r1', 0))).toBe(false)
      expect(await store.recordings.get('r1')).toEqual(before)
      expect(await store.relay.depth()).toBe(1)
    },
  )

  storeTest(
    'another writer changes it: the change is made again',
    async ({ store, openStore, server }) => {
      const lease = await startRecording(store, 'r1')
      let races = 3
      const unlucky = openStore({
        redis: hookedRedis(server.url, async (write) => {
          if (races-- > 0) await store.recordings.setDesired('r1', { addSplit: true })
          return write()
        }),
      })
      const result = await unlucky.recordings.transition({
        recordingId: 'r1',
        input: 'sourceLost',
        lease,
      })
      expect(result).toMatchObject({ outcome: 'moved', recording: { desired: { splits: 3 } } })
    },
  )

  storeTest(
    'it is removed: the recording is missing',
    async ({ store, openStore, server, redis }) => {
      const lease = await startRecording(store, 'r1')
      const late = openStore({
        redis: hookedRedis(server.url, async (write) => {
          await redis.flushall()
          return write()
        }),
      })
      const write = { recordingId: 'r1', input: 'sourceLost', lease } as const
      expect(await late.recordings.transition(write)).toEqual({ outcome: 'missing' })
      expect(await redis.keys('*')).toEqual([])
    },
  )
})

describe('a writer that loses every race', () => {
  storeTest('gives up with RECORD_STALE', async ({ store, redis }) => {
    await take(store, 'r1')
    const write = { recordingId: 'r1', input: 'taken', lease: null } as const
    await redis.hset(keys.recording('r1'), 'revision', 'never')
    await expect(store.recordings.transition(write)).rejects.toMatchObject({ code: 'RECORD_STALE' })
  })
})
