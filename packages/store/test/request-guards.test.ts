import { createRedis, keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { storeTest } from './store-test.ts'

describe('request guards', () => {
  storeTest('take a token once, over all processes', async ({ store, openStore }) => {
    const stores = [store, openStore(), openStore()]
    const used = await Promise.all(
      Array.from({ length: 10 }, () => stores)
        .flat()
        .map(({ requestGuards }) => requestGuards.useOnce('nonce', 60_000)),
    )
    expect(used.filter((isFirst) => isFirst)).toHaveLength(1)
    expect(await store.requestGuards.useOnce('another nonce', 60_000)).toBe(true)
  })

  storeTest('take it again when its time is over', async ({ store }) => {
    expect(await store.requestGuards.useOnce('nonce', 1)).toBe(true)
    await expect.poll(() => store.requestGuards.useOnce('nonce', 1)).toBe(true)
  })

  storeTest('take a token whose command is sent again', async ({ openStore, server }) => {
    const store = openStore({
      redis: ({ name, role }) => {
        const client = createRedis(server.url, { name, role, onError: () => undefined })
        const set = client.set.bind(client) as (...args: unknown[]) => Promise<unknown>
        const setTwice = async (...args: unknown[]) => {
          await set(...args)
          return await set(...args)
        }
        return Object.assign(client, { set: setTwice })
      },
    })
    expect(await store.requestGuards.useOnce('nonce', 60_000)).toBe(true)
    expect(await store.requestGuards.useOnce('nonce', 60_000)).toBe(false)
  })

  storeTest('know a token of whatever length and characters', async ({ store, redis }) => {
    const token = `${'n'.repeat(100_000)}\n\u0000`
    expect(await store.requestGuards.useOnce(token, 60_000)).toBe(true)
    expect(await store.requestGuards.useOnce(token, 60_000)).toBe(false)
    for (const key of await redis.keys('*')) expect(key.length).toBeLessThan(100)
  })

  storeTest(
    'allow as many requests as the limit says, over all processes',
    async ({ store, openStore }) => {
      const stores = [store, openStore()]
      const limit = { requests: 50, windowMs: 60_000 }
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => stores)
          .flat()
          .map(({ requestGuards }) => requestGuards.allow('bucket', limit)),
      )
      const refused = answers.filter(({ isAllowed }) => !isAllowed)
      expect(refused).toHaveLength(30)
      for (const { retryAfterMs } of refused) {
        expect(retryAfterMs).toBeGreaterThan(0)
        expect(retryAfterMs).toBeLessThanOrEqual(60_000)
      }
      expect(await store.requestGuards.allow('other', limit)).toEqual({
        isAllowed: true,
        retryAfterMs: 0,
      })
    },
  )

  storeTest(
    'allow again when the window is over, however often was asked',
    async ({ store, redis }) => {
      const ask = () => store.requestGuards.allow('bucket', { requests: 1, windowMs: 60_000 })
      expect(await ask()).toMatchObject({ isAllowed: true })
      const waits: number[] = []
      for (let i = 0; i < 20; i++) waits.push((await ask()).retryAfterMs)
      expect(waits).toEqual(waits.toSorted((a, b) => b - a))
      await redis.pexpire(keys.requestCount('bucket'), 1)
      await expect.poll(async () => (await ask()).isAllowed).toBe(true)
      expect(await ask()).toMatchObject({ isAllowed: false })
    },
  )

  storeTest('leave nothing in Redis for good', async ({ store, redis }) => {
    await store.requestGuards.useOnce('nonce', 60_000)
    await store.requestGuards.allow('bucket', { requests: 1, windowMs: 1500 })
    const ttls = await Promise.all((await redis.keys('*')).map((key) => redis.pttl(key)))
    expect(ttls).toHaveLength(2)
    for (const ttl of ttls) expect(ttl).toBeGreaterThan(0)
  })
})
