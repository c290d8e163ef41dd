import { describe, expect } from 'vitest'
import { anApiKey } from './access-fixture.ts'
import { doublingRedis } from './doubling-redis.ts'
import { storeTest } from './store-test.ts'
import { allPages } from './stream-fixture.ts'

describe('keys of the API', () => {
  storeTest('are created once, listed newest first and removed', async ({ openStore }) => {
    let nowMs = 1000
    const { apiKeys } = openStore({ clock: () => nowMs++ })
    for (const id of ['key_a', 'key_b', 'key_c']) {
      const created = { outcome: 'created', key: { ...anApiKey(id), createdAtMs: nowMs } }
      expect(await apiKeys.create(anApiKey(id))).toEqual(created)
    }
    const other = { ...anApiKey('key_a'), hash: 'another' }
    expect(await apiKeys.create(other)).toEqual({ outcome: 'exists' })
    expect(await apiKeys.get('key_a')).toEqual({ ...anApiKey('key_a'), createdAtMs: 1000 })
    expect((await allPages(apiKeys.list, 2)).map(({ id }) => id)).toEqual([
      'key_c',
      'key_b',
      'key_a',
    ])
    expect(await apiKeys.remove('key_b')).toBe(true)
    expect(await apiKeys.remove('key_b')).toBe(false)
    expect(await apiKeys.get('key_b')).toBeNull()
    expect(await allPages(apiKeys.list, 2)).toHaveLength(2)
  })

  storeTest('answer a call that is sent twice as the first time', async ({ openStore, server }) => {
    const { apiKeys } = openStore({ redis: doublingRedis(server.url) })
    expect(await apiKeys.create(anApiKey('key_a'))).toMatchObject({ outcome: 'created' })
    expect(await apiKeys.remove('key_a')).toBe(true)
  })
})
