import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { Handover, Store } from '../src/index.ts'
import { aStart } from './cycle-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'

const ttlMs = 60_000

/** Leads an offer to `claimed`. */
const claimed = async (store: Store): Promise<Handover> => {
  const lease = await startRecording(store, 'r1')
  await store.handovers.offer(lease, ttlMs)
  const handover = await store.handovers.claim('r1', 'successor', ttlMs)
  if (handover === null) throw new Error('nothing was offered')
  return handover
}

describe('a hand-over', () => {
  storeTest(
    'goes from phase to phase, each told to the recorders',
    async ({ store, openStore }) => {
      const heard: string[] = []
      await openStore().control.watch((id) => heard.push(id))
      const lease = await startRecording(store, 'r1')
      const offer = await store.handovers.offer(lease, ttlMs)
      const from = { ownerId: lease.ownerId, generation: lease.generation }
      expect(offer).toMatchObject({ from, successorId: null, phase: 'offered', cut: null })
      const cut = aStart('00000001')
      const first = await store.handovers.claim('r1', 'successor', ttlMs)
      const live = first && (await store.handovers.advance(first, { phase: 'live' }, ttlMs))
      const placed = live && (await store.handovers.advance(live, { phase: 'cut', cut }, ttlMs))
      const found = placed && (await store.handovers.advance(placed, { phase: 'found' }, ttlMs))
      expect(found).toEqual({ ...offer, successorId: 'successor', phase: 'found', cut })
      expect(await store.handovers.get('r1')).toEqual(found)
      await expect.poll(() => heard).toHaveLength(5)
      await store.leases.handOver(lease, 'successor', ttlMs)
      expect(await store.handovers.get('r1')).toBeNull()
    },
  )

  storeTest(
    'notes with the lease that the new generation begins at the agreed place, and only then',
    async ({ store }) => {
      const lease = await startRecording(store, 'r1')
      const cut = { ...aStart('00000001'), liveAtMs: 1_800_000_000_123 }
      const startOf = async (generation: number) =>
        (await store.generations.list('r1')).find((one) => one.generation === generation)
      await store.handovers.offer(lease, ttlMs)
      const first = await store.handovers.claim('r1', 'successor', ttlMs)
      const live = first && (await store.handovers.advance(first, { phase: 'live' }, ttlMs))
      const placed = live && (await store.handovers.advance(live, { phase: 'cut', cut }, ttlMs))
      await (placed && store.handovers.advance(placed, { phase: 'found' }, ttlMs))
      const second = await store.leases.handOver(lease, 'successor', ttlMs)
      const told = { start: cut, startedAtMs: 1_800_000_000_123, ownerId: 'successor' }
      expect(await startOf(lease.generation + 1)).toMatchObject(told)
      // nothing was agreed on with this one
      await (second && store.leases.handOver(second, 'another', ttlMs))
      expect(await startOf(lease.generation + 2)).toMatchObject({ start: null, ownerId: 'another' })
    },
  )

  storeTest(
    'is claimed by one of many, and not by its own recorder',
    async ({ store, openStore }) => {
      const lease = await startRecording(store, 'r1')
      await store.handovers.offer(lease, ttlMs)
      expect(await store.handovers.claim('r1', lease.ownerId, ttlMs)).toBeNull()
      const other = openStore()
      const storeAt = (i: number) => (i % 2 === 0 ? store : other)
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, i) => storeAt(i).handovers.claim('r1', `s ${i}`, ttlMs)),
      )
      const taken = claims.filter((claim) => claim !== null)
      expect(taken).toHaveLength(1)
      expect(await store.handovers.get('r1')).toEqual(taken[0])
      expect(await store.handovers.claim('nobody', 'me', ttlMs)).toBeNull()
    },
  )

  storeTest('moves on only from where it stands', async ({ store }) => {
    const handover = await claimed(store)
    expect(await store.handovers.advance(handover, { phase: 'found' }, ttlMs)).toBeNull()
    const stranger = { ...handover, successorId: 'stranger' }
    expect(await store.handovers.advance(stranger, { phase: 'live' }, ttlMs)).toBeNull()
    expect(await store.handovers.advance(handover, { phase: 'live' }, ttlMs)).not.toBeNull()
    expect(await store.handovers.advance(handover, { phase: 'live' }, ttlMs)).toBeNull()
  })

  storeTest('gives no lease once it was taken back', async ({ store }) => {
    const { from, offerId } = await claimed(store)
    const lease = { recordingId: 'r1', ...from }
    expect(await store.leases.handOver(lease, 'successor', ttlMs, 'another')).toBeNull()
    expect(await store.handovers.withdraw('r1')).toBe(true)
    expect(await store.handovers.withdraw('r1')).toBe(false)
    expect(await store.leases.handOver(lease, 'successor', ttlMs, offerId)).toBeNull()
    expect(await store.leases.owner('r1')).toEqual(lease)
    const again = await store.handovers.offer(lease, ttlMs)
    expect(await store.leases.handOver(lease, 'successor', ttlMs, again.offerId)).not.toBeNull()
  })

  storeTest('that was withdrawn and offered again is another one', async ({ store }) => {
    const old = await claimed(store)
    const lease = { recordingId: 'r1', ...old.from }
    await store.handovers.withdraw('r1')
    expect(await store.handovers.get('r1')).toBeNull()
    expect(await store.handovers.advance(old, { phase: 'live' }, ttlMs)).toBeNull()
    await store.handovers.offer(lease, ttlMs)
    await store.handovers.claim('r1', 'successor', ttlMs)
    expect(await store.handovers.advance(old, { phase: 'live' }, ttlMs)).toBeNull()
    await store.handovers.offer(lease, ttlMs)
    expect(await store.handovers.get('r1')).toMatchObject({ phase: 'offered', successorId: null })
  })

  storeTest('is over when its recorder lost the lease', async ({ store, redis }) => {
    const handover = await claimed(store)
    await redis.del(keys.lease('r1'))
    await store.leases.acquire('r1', 'somebody', ttlMs)
    expect(await store.handovers.advance(handover, { phase: 'live' }, ttlMs)).toBeNull()
    const lease = { recordingId: 'r1', ...handover.from }
    await expect(store.handovers.offer(lease, ttlMs)).rejects.toMatchObject({ code: 'LEASE_LOST' })
  })

  storeTest('vanishes when nobody moves it on', async ({ store, redis }) => {
    const handover = await claimed(store)
    expect(await redis.pttl(keys.handover('r1'))).toBeGreaterThan(0)
    await redis.pexpire(keys.handover('r1'), 1)
    await expect.poll(() => store.handovers.get('r1')).toBeNull()
    expect(await store.handovers.advance(handover, { phase: 'live' }, ttlMs)).toBeNull()
    expect(await redis.exists(keys.handover('r1'))).toBe(0)
  })
})
