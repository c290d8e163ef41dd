import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { anAccessKey } from './access-fixture.ts'
import { doublingRedis } from './doubling-redis.ts'
import { storeTest } from './store-test.ts'
import { allPages } from './stream-fixture.ts'

describe('access keys', () => {
  storeTest('are created once, changed and removed', async ({ openStore }) => {
    let nowMs = 1000
    const { accessKeys } = openStore({ clock: () => nowMs })
    const created = await accessKeys.create(anAccessKey('TDAK1'))
    const key = { ...anAccessKey('TDAK1'), createdAtMs: 1000, updatedAtMs: 1000 }
    expect(created).toEqual({ outcome: 'created', key })
    expect(await accessKeys.create(anAccessKey('TDAK1', { secret: 'other' }))).toEqual({
      outcome: 'exists',
    })
    expect(await accessKeys.get('TDAK1')).toEqual(key)
    nowMs = 2000
    const change = { isEnabled: false, mode: 'read' } as const
    const changed = { ...key, ...change, updatedAtMs: 2000 }
    expect(await accessKeys.update('TDAK1', change)).toEqual(changed)
    expect(await accessKeys.get('TDAK1')).toEqual(changed)
    expect(await accessKeys.remove('TDAK1')).toBe(true)
    expect(await accessKeys.remove('TDAK1')).toBe(false)
    expect(await accessKeys.get('TDAK1')).toBeNull()
    expect(await accessKeys.update('TDAK1', {})).toBeNull()
  })

  storeTest('keep both of two changes that come at once', async ({ store, openStore }) => {
    const other = openStore()
    for (let i = 0; i < 20; i++) {
      await store.accessKeys.create(anAccessKey(`k${i}`))
      await Promise.all([
        store.accessKeys.update(`k${i}`, { name: `n${i}` }),
        other.accessKeys.update(`k${i}`, { isEnabled: false }),
      ])
      const expected = { name: `n${i}`, isEnabled: false, secret: `the secret of k${i}` }
      expect(await store.accessKeys.get(`k${i}`)).toMatchObject(expected)
    }
  })

  storeTest('are listed newest first, whatever their ids look like', async ({ openStore }) => {
    let nowMs = 1000
    const { accessKeys } = openStore({ clock: () => nowMs++ })
    const ids = ['LTAI5tExample', 'user@example.org', 'a:b', 'TDAK0123456789abcdef', '!~']
    for (const id of ids) await accessKeys.create(anAccessKey(id))
    const listed = await allPages(accessKeys.list, 2)
    expect(listed.map(({ id }) => id)).toEqual(ids.toReversed())
  })

  storeTest('lie in Redis sealed, each in its place', async ({ store, openStore, redis }) => {
    await store.accessKeys.create(anAccessKey('a'))
    await store.accessKeys.create(anAccessKey('b'))
    const text = (await redis.get(keys.accessKey('a'))) ?? ''
    expect(text).not.toContain('the secret of')
    const moved = { ...JSON.parse(text), id: 'b' }
    await redis.set(keys.accessKey('b'), JSON.stringify(moved))
    const locked = { id: 'b', secret: null, unreadable: expect.stringContaining('elsewhere') }
    expect(await store.accessKeys.get('b')).toMatchObject(locked)
    expect((await store.accessKeys.list({ cursor: null, limit: 9 })).items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'a', secret: 'the secret of a' }),
        expect.objectContaining({ id: 'b', secret: null }),
      ]),
    )
    const keyless = openStore({ masterKey: null })
    expect(await keyless.accessKeys.get('a')).toMatchObject({ secret: null })
    const refusal = { code: 'SECRET_UNREADABLE' }
    await expect(keyless.accessKeys.create(anAccessKey('c'))).rejects.toMatchObject(refusal)
    expect(await keyless.accessKeys.remove('a')).toBe(true)
  })

  storeTest('keep a secret that cannot be read through a change', async ({ store, openStore }) => {
    await store.accessKeys.create(anAccessKey('a'))
    const another = openStore({ masterKey: { reveal: () => 'another master key' } })
    const changed = await another.accessKeys.update('a', { isEnabled: false })
    expect(changed).toMatchObject({ isEnabled: false, secret: null })
    const known = await store.accessKeys.get('a')
    expect(known).toMatchObject({ isEnabled: false, secret: 'the secret of a' })
    expect(known).not.toHaveProperty('unreadable')
  })

  storeTest('answer a call that is sent twice as the first time', async ({ openStore, server }) => {
    const { accessKeys } = openStore({ redis: doublingRedis(server.url) })
    expect(await accessKeys.create(anAccessKey('a'))).toMatchObject({ outcome: 'created' })
    expect(await accessKeys.update('a', { name: 'n' })).toMatchObject({ name: 'n' })
    expect(await accessKeys.remove('a')).toBe(true)
  })
})
