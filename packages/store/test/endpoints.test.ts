import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { doublingRedis } from './doubling-redis.ts'
import { storeTest } from './store-test.ts'
import { anEndpoint } from './webhook-fixture.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

describe('webhook endpoints', () => {
  storeTest('are created, replaced and removed', async ({ openStore, server }) => {
    let nowMs = 1000
    const store = openStore({ redis: doublingRedis(server.url), clock: () => nowMs })
    const created = await store.endpoints.create(anEndpoint(), secret)
    expect(created).toMatchObject({ ...anEndpoint(), disabled: null, createdAtMs: 1000 })
    expect(created.secrets).toMatchObject([{ secret, createdAtMs: 1000, expiresAtMs: null }])
    expect(await store.endpoints.get(created.id)).toEqual(created)
    nowMs = 2000
    const next = anEndpoint({ url: 'https://new.example.org/', dialect: 'cdnetworks' })
    const replaced = await store.endpoints.replace(created.id, next)
    expect(replaced).toEqual({ ...created, ...next, updatedAtMs: 2000 })
    expect(await store.endpoints.all()).toEqual([replaced])
    expect(await store.endpoints.remove(created.id)).toBe(true)
    expect(await store.endpoints.remove(created.id)).toBe(false)
    expect(await store.endpoints.get(created.id)).toBeNull()
    expect(await store.endpoints.replace(created.id, next)).toBeNull()
    expect(await store.endpoints.renewSecret(created.id, secret, 9000)).toBeNull()
    expect(await store.endpoints.disable(created.id, 'gone')).toBe(false)
    expect(await store.endpoints.all()).toEqual([])
  })

  storeTest('may have no secret, and get one', async ({ store }) => {
    const { id, secrets } = await store.endpoints.create(anEndpoint(), null)
    expect(secrets).toEqual([])
    const renewed = await store.endpoints.renewSecret(id, secret, Date.now() + 1000)
    expect(renewed?.secrets).toMatchObject([{ secret, expiresAtMs: null }])
  })

  storeTest('sign with two secrets while one is replaced', async ({ openStore }) => {
    let nowMs = 1000
    const store = openStore({ clock: () => nowMs })
    const { id } = await store.endpoints.create(anEndpoint(), 'one')
    nowMs = 2000
    const second = await store.endpoints.renewSecret(id, 'two', 5000)
    expect(second?.secrets).toMatchObject([
      { secret: 'two', createdAtMs: 2000, expiresAtMs: null },
      { secret: 'one', createdAtMs: 1000, expiresAtMs: 5000 },
    ])
    const third = await store.endpoints.renewSecret(id, 'three', 6000)
    expect(third?.secrets).toMatchObject([
      { secret: 'three', expiresAtMs: null },
      { secret: 'two', expiresAtMs: 6000 },
    ])
    expect(await store.endpoints.get(id)).toEqual(third)
    const atOnce = await store.endpoints.renewSecret(id, 'four', 2000)
    expect(atOnce?.secrets).toMatchObject([{ secret: 'four', expiresAtMs: null }])
  })

  storeTest('get another secret, or none, together with everything else', async ({ openStore }) => {
    let nowMs = 1000
    const store = openStore({ clock: () => nowMs })
    const dialect = 'aliyun-live'
    const { id, secrets } = await store.endpoints.create(anEndpoint({ dialect }), 'one')
    nowMs = 2000
    const url = 'https://new.example.org/'
    const same = await store.endpoints.replaceSigned(id, anEndpoint({ dialect, url }), 'one')
    expect(same).toMatchObject({ id, url, secrets, updatedAtMs: 2000 })
    const other = await store.endpoints.replaceSigned(id, anEndpoint({ dialect }), 'two')
    expect(other?.secrets).toMatchObject([{ secret: 'two', createdAtMs: 2000, expiresAtMs: null }])
    await store.endpoints.disable(id, 'answered 410')
    const none = await store.endpoints.replaceSigned(id, anEndpoint({ dialect, url }), null)
    expect(none).toMatchObject({ id, url, secrets: [], createdAtMs: 1000, disabled: null })
    expect(await store.endpoints.get(id)).toEqual(none)
    expect(await store.endpoints.replaceSigned('end_none', anEndpoint(), null)).toBeNull()
  })

  storeTest('are disabled once, until a user enables them', async ({ openStore }) => {
    const store = openStore({ clock: () => 1000 })
    const { id } = await store.endpoints.create(anEndpoint(), secret)
    const [first, second] = await Promise.all([
      store.endpoints.disable(id, 'answered 410'),
      store.endpoints.disable(id, 'answered 410'),
    ])
    expect([first, second].toSorted()).toEqual([false, true])
    const disabled = { atMs: 1000, detail: 'answered 410' }
    expect(await store.endpoints.get(id)).toMatchObject({ isEnabled: false, disabled })
    await store.endpoints.replace(id, anEndpoint({ isEnabled: false, name: 'renamed' }))
    expect(await store.endpoints.get(id)).toMatchObject({ isEnabled: false, disabled })
    await store.endpoints.replace(id, anEndpoint())
    expect(await store.endpoints.get(id)).toMatchObject({ isEnabled: true, disabled: null })
  })

  storeTest('are known to others at once', async ({ store, openStore }) => {
    const other = openStore()
    expect(await other.endpoints.all()).toEqual([])
    const { id } = await store.endpoints.create(anEndpoint(), secret)
    expect(await other.endpoints.all()).toMatchObject([{ id, isEnabled: true }])
    await store.endpoints.disable(id, 'gone')
    expect(await other.endpoints.all()).toMatchObject([{ id, isEnabled: false }])
    await store.endpoints.remove(id)
    expect(await other.endpoints.all()).toEqual([])
  })

  storeTest('are listed newest first', async ({ openStore }) => {
    let nowMs = 1000
    const store = openStore({ clock: () => nowMs++ })
    for (const name of ['a', 'b', 'c']) await store.endpoints.create(anEndpoint({ name }), null)
    const first = await store.endpoints.list({ cursor: null, limit: 2 })
    const second = await store.endpoints.list({ cursor: first.nextCursor, limit: 2 })
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['c', 'b', 'a'])
    expect(second.nextCursor).toBeNull()
  })

  storeTest('lose no change of somebody else', async ({ store }) => {
    const { id } = await store.endpoints.create(anEndpoint(), 'one')
    await Promise.all([
      store.endpoints.replace(id, anEndpoint({ name: 'named' })),
      store.endpoints.renewSecret(id, 'two', Date.now() + 60_000),
    ])
    const endpoint = await store.endpoints.get(id)
    expect(endpoint?.name).toBe('named')
    expect(endpoint?.secrets.map((known) => known.secret)).toEqual(['two', 'one'])
  })

  storeTest('are kept without a readable secret or header', async ({ store, redis, openStore }) => {
    const headers = { authorization: 'Bearer of-the-receiver' }
    const { id } = await store.endpoints.create(anEndpoint({ headers }), secret)
    const text = (await redis.get(keys.endpoint(id))) ?? ''
    expect(text).not.toContain(secret)
    expect(text).not.toContain('of-the-receiver')
    expect(await store.endpoints.get(id)).toMatchObject({ headers })
    const unreadable = { code: 'SECRET_UNREADABLE' }
    const without = openStore({ masterKey: null })
    await expect(without.endpoints.create(anEndpoint(), secret)).rejects.toMatchObject(unreadable)
    expect(await without.endpoints.get(id)).toMatchObject({
      headers: null,
      secrets: [{ secret: null }],
      unreadable: expect.stringContaining('is not set'),
    })
    expect(await without.endpoints.remove(id)).toBe(true)
  })

  storeTest('that cannot be read are told beside the others', async ({ store, openStore }) => {
    const locked = await store.endpoints.create(anEndpoint(), secret)
    const another = openStore({ masterKey: { reveal: () => 'another master key' } })
    const open = await another.endpoints.create(anEndpoint(), secret)
    const told = [
      expect.objectContaining({ id: locked.id, unreadable: expect.any(String) }),
      expect.objectContaining({ id: open.id, secrets: [expect.objectContaining({ secret })] }),
    ]
    expect(await another.endpoints.all()).toEqual(expect.arrayContaining(told))
    const { items } = await another.endpoints.list({ cursor: null, limit: 9 })
    expect(items).toEqual(expect.arrayContaining(told))
  })

  storeTest(
    'that cannot be read keep what they have, and are mended',
    async ({ store, openStore }) => {
      const headers = { authorization: 'Bearer of-the-receiver' }
      const { id } = await store.endpoints.create(anEndpoint({ headers }), secret)
      const another = openStore({ masterKey: { reveal: () => 'another master key' } })
      await another.endpoints.change(id, (known) => ({ ...known, name: 'renamed' }))
      expect(await store.endpoints.get(id)).toMatchObject({
        name: 'renamed',
        headers,
        secrets: [{ secret }],
      })
      const renewed = await another.endpoints.renewSecret(id, 'renewed', Date.now() + 60_000)
      // the former one could not sign
      expect(renewed?.secrets).toMatchObject([{ secret: 'renewed' }])
      await another.endpoints.replace(id, anEndpoint())
      const mended = await another.endpoints.get(id)
      expect(mended).toMatchObject({ headers: {}, secrets: [{ secret: 'renewed' }] })
      expect(mended).not.toHaveProperty('unreadable')
    },
  )
})
