import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { hashOfSecret } from '../src/index.ts'
import { doublingRedis } from './doubling-redis.ts'
import { storeTest } from './store-test.ts'
import { allPages, aSource } from './stream-fixture.ts'

const poll = {
  url: 'http://srs.example.org:1985/api/v1/streams',
  intervalSeconds: 5,
  user: 'tapedeck',
  password: 'hunter2-hunter2',
}

describe('ingest sources', () => {
  storeTest('are created, replaced and removed', async ({ openStore }) => {
    let nowMs = 1000
    const { sources } = openStore({ clock: () => nowMs })
    const { source } = await sources.create(aSource({ poll }))
    expect(source).toMatchObject({ ...aSource({ poll }), createdAtMs: 1000, updatedAtMs: 1000 })
    expect(await sources.get(source.id)).toEqual(source)
    nowMs = 2000
    const replaced = await sources.replace(source.id, aSource({ name: 'other' }))
    expect(replaced).toEqual({ ...source, name: 'other', poll: null, updatedAtMs: 2000 })
    expect(await sources.remove(source.id)).toBe(true)
    expect(await sources.remove(source.id)).toBe(false)
    expect(await sources.get(source.id)).toBeNull()
    expect(await sources.replace(source.id, aSource())).toBeNull()
    expect(await sources.renewSecret(source.id)).toBeNull()
  })

  storeTest('keep only the hash of a secret of 32 bytes', async ({ store, redis }) => {
    const { source, secret } = await store.sources.create(aSource())
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect(source.secretHash).toBe(createHash('sha256').update(secret).digest('hex'))
    expect(source.secretHash).toBe(hashOfSecret(secret))
    const renewed = await store.sources.renewSecret(source.id)
    expect(renewed?.secret).not.toBe(secret)
    expect(await store.sources.get(source.id)).toEqual(renewed?.source)
    expect(renewed?.source.secretHash).toBe(hashOfSecret(renewed?.secret ?? ''))
    for (const key of await redis.keys('*'))
      if ((await redis.type(key)) === 'string')
        expect(await redis.get(key)).not.toContain(renewed?.secret)
  })

  storeTest(
    'keep a new secret beside a change that comes at once',
    async ({ store, openStore }) => {
      const other = openStore()
      for (let i = 0; i < 20; i++) {
        const { source } = await store.sources.create(aSource())
        const [renewed] = await Promise.all([
          store.sources.renewSecret(source.id),
          other.sources.replace(source.id, aSource({ name: `n${i}` })),
        ])
        expect(await store.sources.get(source.id)).toMatchObject({
          name: `n${i}`,
          secretHash: hashOfSecret(renewed?.secret ?? ''),
        })
      }
    },
  )

  storeTest('are listed newest first', async ({ openStore }) => {
    let nowMs = 1000
    const { sources } = openStore({ clock: () => nowMs++ })
    for (let i = 0; i < 7; i++) await sources.create(aSource({ name: `s${i}` }))
    const listed = await allPages(sources.list, 3)
    expect(listed.map(({ name }) => name)).toEqual(['s6', 's5', 's4', 's3', 's2', 's1', 's0'])
  })

  storeTest('are not told by an error: neither password nor hash', async ({ store, redis }) => {
    await redis.set(keys.sources, 'of another type')
    const failure = await store.sources.create(aSource({ poll })).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    const told = inspect(failure, { depth: 20, showHidden: true })
    expect(told).toContain('WRONGTYPE')
    expect(told).not.toContain(poll.password)
    expect(told).not.toContain('secretHash')
  })

  storeTest('answer a call that is sent twice as the first time', async ({ openStore, server }) => {
    const { sources } = openStore({ redis: doublingRedis(server.url) })
    const { source } = await sources.create(aSource())
    const renewed = await sources.renewSecret(source.id)
    expect(await sources.get(source.id)).toEqual(renewed?.source)
    expect(await sources.remove(source.id)).toBe(true)
  })
})
