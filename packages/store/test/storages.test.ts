import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { aStorage } from './access-fixture.ts'
import { doublingRedis } from './doubling-redis.ts'
import { storeTest } from './store-test.ts'

describe('registered storages', () => {
  storeTest('are registered once, replaced and removed', async ({ openStore }) => {
    let nowMs = 1000
    const { storages } = openStore({ clock: () => nowMs })
    expect(await storages.create(aStorage('oss'))).toBe('created')
    expect(await storages.create(aStorage('oss'))).toBe('exists')
    const stored = { ...aStorage('oss'), createdAtMs: 1000, updatedAtMs: 1000 }
    expect(await storages.get('oss')).toEqual(stored)
    nowMs = 2000
    const changed = aStorage('oss', { bucket: null, secretAccessKey: 'renewed' })
    const replaced = { ...changed, createdAtMs: 1000, updatedAtMs: 2000 }
    expect(await storages.replace('oss', changed)).toEqual(replaced)
    expect(await storages.get('oss')).toEqual(replaced)
    expect(await storages.remove('oss')).toBe('removed')
    expect(await storages.remove('oss')).toBe('missing')
    expect(await storages.get('oss')).toBeNull()
    expect(await storages.replace('oss', changed)).toBeNull()
    expect(await storages.all()).toEqual([])
  })

  storeTest('are later after each change, whatever the clock says', async ({ openStore }) => {
    const ahead = openStore({ clock: () => 5000 }).storages
    const behind = openStore({ clock: () => 1000 }).storages
    await ahead.create(aStorage('oss'))
    expect(await behind.replace('oss', aStorage('oss'))).toMatchObject({ updatedAtMs: 5001 })
    expect(await ahead.replace('oss', aStorage('oss'))).toMatchObject({ updatedAtMs: 5002 })
    expect(await behind.get('oss')).toMatchObject({ createdAtMs: 5000, updatedAtMs: 5002 })
  })

  storeTest('are all told by name', async ({ store }) => {
    for (const name of ['b', 'a-1', 'c', 'a']) await store.storages.create(aStorage(name))
    const all = await store.storages.all()
    expect(all.map(({ name }) => name)).toEqual(['a', 'a-1', 'b', 'c'])
    expect(all[3]?.secretAccessKey).toBe('the secret of c')
  })

  storeTest(
    'lie in Redis sealed, and can be removed without the key',
    async ({ store, openStore, redis }) => {
      await store.storages.create(aStorage('oss'))
      expect(await redis.get(keys.storage('oss'))).not.toContain('the secret of')
      const other = openStore({ masterKey: { reveal: () => 'another key' } })
      await other.storages.create(aStorage('readable', { aliases: [] }))
      const why = 'A secret was sealed with another master key'
      const locked = { name: 'oss', secretAccessKey: null, unreadable: why }
      expect(await other.storages.get('oss')).toMatchObject(locked)
      expect(await other.storages.all()).toMatchObject([
        locked,
        { name: 'readable', secretAccessKey: 'the secret of readable' },
      ])
      const renewed = await other.storages.replace('oss', aStorage('oss'))
      expect(renewed).not.toHaveProperty('unreadable')
      expect(await other.storages.get('oss')).toEqual(renewed)
      expect(await other.storages.remove('oss')).toBe('removed')
    },
  )

  storeTest('tell those who watch of each change', async ({ store, openStore }) => {
    let changes = 0
    const release = await openStore().storages.watch(() => changes++)
    await store.storages.create(aStorage('oss'))
    await expect.poll(() => changes).toBe(1)
    await store.storages.replace('oss', aStorage('oss', { region: 'cn-shanghai' }))
    await expect.poll(() => changes).toBe(2)
    await store.storages.remove('oss')
    await expect.poll(() => changes).toBe(3)
    await store.storages.remove('oss')
    await release()
    await store.storages.create(aStorage('oss'))
    expect(changes).toBe(3)
  })

  storeTest('answer a call that is sent twice as the first time', async ({ openStore, server }) => {
    const { storages } = openStore({ redis: doublingRedis(server.url) })
    expect(await storages.create(aStorage('oss'))).toBe('created')
    expect(await storages.replace('oss', aStorage('oss'))).not.toBeNull()
    expect(await storages.remove('oss')).toBe('removed')
  })
})
