import { keys, type RedisClient } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { collectionBounds } from '../src/collection-bounds.ts'
import { anAccessKey, anApiKey, aStorage } from './access-fixture.ts'
import { template } from './recording-fixture.ts'
import { storeTest } from './store-test.ts'
import { aDomain, aPattern, aRule, aSource } from './stream-fixture.ts'
import { anEndpoint } from './webhook-fixture.ts'

const step = 5000

/** Makes an index hold so many members. */
const fill = async (redis: RedisClient, index: string, count: number): Promise<void> => {
  for (let number = await redis.zcard(index); number < count; ) {
    const members = Array.from({ length: Math.min(step, count - number) }, () => `~${number++}`)
    await redis.zadd(index, ...members.flatMap((member) => [0, member]))
  }
}

describe('what users create', () => {
  storeTest('is bounded: one more is refused, a change is not', async ({ store, redis }) => {
    const domain = 'live.example.org'
    await store.domains.create(aDomain(domain))
    const { source } = await store.sources.create(aSource())
    const write = await store.rules.create(aRule(aPattern(domain)))
    const { id } = await store.templates.create(template)
    const endpoint = await store.endpoints.create(anEndpoint(), null)
    await store.accessKeys.create(anAccessKey('a'))
    await store.apiKeys.create(anApiKey('key_a'))
    await store.storages.create(aStorage('oss'))
    const collections = [
      'templates',
      'domains',
      'rules',
      'sources',
      'endpoints',
      'accessKeys',
      'apiKeys',
      'storages',
    ] as const
    for (const collection of collections)
      await fill(redis, keys[collection], collectionBounds[collection])
    const refused = [
      () => store.endpoints.create(anEndpoint(), null),
      () => store.domains.create(aDomain('other')),
      () => store.rules.create(aRule(aPattern(domain, 'app'))),
      () => store.sources.create(aSource()),
      () => store.templates.create(template),
      () => store.accessKeys.create(anAccessKey('b')),
      () => store.apiKeys.create(anApiKey('key_b')),
      () => store.storages.create(aStorage('other')),
    ]
    for (const create of refused)
      await expect(create()).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    expect(await store.domains.replace(domain, aDomain(domain))).not.toBeNull()
    expect(await store.sources.replace(source.id, aSource({ name: 'other' }))).not.toBeNull()
    expect(await store.templates.replace(id, template)).not.toBeNull()
    expect(await store.endpoints.replace(endpoint.id, anEndpoint({ name: 'other' }))).not.toBeNull()
    expect(await store.accessKeys.update('a', { name: 'other' })).not.toBeNull()
    expect(await store.storages.replace('oss', aStorage('oss'))).not.toBeNull()
    const ruleId = write.outcome === 'written' ? write.rule.id : ''
    const next = aRule(aPattern(domain, 'app'))
    expect(await store.rules.replace(ruleId, next)).toMatchObject({ outcome: 'written' })
  })
})
