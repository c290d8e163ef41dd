import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { aRecording } from './recording-fixture.ts'
import { storeTest, take } from './store-test.ts'

describe('a lease', () => {
  storeTest('is given to one of many', async ({ store, openStore }) => {
    await store.recordings.create(aRecording('r1'), { fingerprint: 'f', idempotencyKey: null })
    const other = openStore()
    const storeAt = (i: number) => (i % 2 === 0 ? store : other)
    const leases = await Promise.all(
      Array.from({ length: 20 }, (_, i) => storeAt(i).leases.acquire('r1', `o ${i}`, 60_000)),
    )
    const given = leases.filter((lease) => lease !== null)
    expect(given).toHaveLength(1)
    expect(given[0]?.generation).toBe(1)
    expect(await store.leases.owner('r1')).toEqual(given[0])
  })

  storeTest('is refused for a missing and for a finished recording', async ({ store }) => {
    expect(await store.leases.acquire('nobody', 'me', 60_000)).toBeNull()
    await store.recordings.create(aRecording('r1'), { fingerprint: 'f', idempotencyKey: null })
    await store.recordings.transition({ recordingId: 'r1', input: 'stopRequested', lease: null })
    expect(await store.leases.acquire('r1', 'me', 60_000)).toBeNull()
  })

  storeTest('has a higher generation each time', async ({ store }) => {
    const first = await take(store, 'r1', 'me')
    await store.leases.release(first)
    expect(await store.leases.owner('r1')).toBeNull()
    const second = await store.leases.acquire('r1', 'me', 60_000)
    expect(second?.generation).toBe(first.generation + 1)
    expect(await store.leases.isHeld(first)).toBe(false)
    expect(await store.leases.renew(first, 60_000)).toBe(false)
    await store.leases.release(first)
    expect(second && (await store.leases.isHeld(second))).toBe(true)
  })

  storeTest(
    'is above what its owner has, though Redis forgot that it gave that',
    async ({ store }) => {
      const first = await take(store, 'r1', 'me')
      await store.leases.release(first)
      const second = await store.leases.acquire('r1', 'me', 60_000, { above: first.generation + 6 })
      expect(second?.generation).toBe(first.generation + 7)
      if (second !== null) await store.leases.release(second)
      const third = await store.leases.acquire('r1', 'me', 60_000, { above: 1 })
      expect(third?.generation).toBe(first.generation + 8)
    },
  )

  storeTest(
    'is given again to the same owner that was restarted, and to no other',
    async ({ store }) => {
      const first = await take(store, 'r1', 'me')
      const replacing = { replacesOwn: true }
      expect(await store.leases.acquire('r1', 'me', 60_000)).toBeNull()
      expect(await store.leases.acquire('r1', 'you', 60_000, replacing)).toBeNull()
      const second = await store.leases.acquire('r1', 'me', 60_000, replacing)
      expect(second?.generation).toBe(first.generation + 1)
      expect(await store.leases.renew(first, 60_000)).toBe(false)
      expect(
        await store.recordings.transition({ recordingId: 'r1', input: 'taken', lease: first }),
      ).toMatchObject({ outcome: 'stale' })
    },
  )

  storeTest('runs out, and is good again once renewed', async ({ store, redis }) => {
    const lease = await take(store, 'r1')
    await redis.pexpire(keys.lease('r1'), 1)
    await expect.poll(() => store.leases.isHeld(lease)).toBe(false)
    expect(await store.leases.renew(lease, 60_000)).toBe(true)
    expect(await store.leases.isHeld(lease)).toBe(true)
    expect(await redis.pttl(keys.lease('r1'))).toBeGreaterThan(50_000)
  })

  storeTest('is read for many at once', async ({ store }) => {
    const [first, third] = [await take(store, 'r1', 'a'), await take(store, 'r3', 'b')]
    expect(await store.leases.owners(['r1', 'r2', 'r3'])).toEqual([first, null, third])
    expect(await store.leases.owners([])).toEqual([])
    const many = Array.from({ length: 2500 }, (_, i) => `none-${i}`)
    expect(await store.leases.owners([...many, 'r3'])).toEqual([...many.map(() => null), third])
    expect(await store.leases.leftMs('r1')).toBeGreaterThan(50_000)
    expect(await store.leases.leftMs('r2')).toBeNull()
  })

  storeTest('that ran out is lost once another took the recording', async ({ store, redis }) => {
    const lease = await take(store, 'r1')
    await redis.pexpire(keys.lease('r1'), 1)
    await expect.poll(() => store.leases.owner('r1')).toBeNull()
    const other = await store.leases.acquire('r1', 'recorder-2', 60_000)
    expect(other?.generation).toBe(2)
    expect(await store.leases.renew(lease, 60_000)).toBe(false)
    await store.leases.release(lease)
    expect(await store.leases.owner('r1')).toEqual(other)
  })

  storeTest('that was given up does not come back by a late renewal', async ({ store }) => {
    const lease = await take(store, 'r1')
    await store.leases.release(lease)
    expect(await store.leases.renew(lease, 60_000)).toBe(false)
    expect(await store.leases.owner('r1')).toBeNull()
    const write = { recordingId: 'r1', input: 'taken', lease } as const
    expect(await store.recordings.transition(write)).toMatchObject({ outcome: 'stale' })
  })

  storeTest('leaves nothing behind when the recording is gone', async ({ store, redis }) => {
    const lease = await take(store, 'r1')
    await store.recordings.transition({ recordingId: 'r1', input: 'stopRequested', lease })
    await store.recordings.remove('r1')
    await store.leases.release(lease)
    expect(await store.leases.renew(lease, 60_000)).toBe(false)
    expect(await redis.keys('tapedeck:recording:*')).toEqual([])
  })
})
