import { describe, expect } from 'vitest'
import { doublingRedis } from './doubling-redis.ts'
import { storeTest } from './store-test.ts'
import { aDomain, allPages, aPattern, aRule, aSource, oddNames } from './stream-fixture.ts'

describe('domains', () => {
  storeTest('are created, replaced and removed', async ({ openStore }) => {
    let nowMs = 1000
    const { domains } = openStore({ clock: () => nowMs })
    const created = await domains.create(aDomain('a.example.org'))
    expect(created).toEqual({ ...aDomain('a.example.org'), createdAtMs: 1000, updatedAtMs: 1000 })
    expect(await domains.get('a.example.org')).toEqual(created)
    nowMs = 2000
    const changed = aDomain('other', { renditions: 'pull' })
    const replaced = await domains.replace('a.example.org', changed)
    expect(replaced).toEqual({ ...created, renditions: 'pull', updatedAtMs: 2000 })
    expect(await domains.get('a.example.org')).toEqual(replaced)
    expect(await domains.remove('a.example.org')).toBe('removed')
    expect(await domains.remove('a.example.org')).toBe('missing')
    expect(await domains.get('a.example.org')).toBeNull()
    expect(await domains.replace('a.example.org', changed)).toBeNull()
    expect((await domains.list({ cursor: null, limit: 10 })).items).toEqual([])
  })

  storeTest(
    'have their name once, also when many create it at once',
    async ({ store, openStore }) => {
      const other = openStore()
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, i) =>
          (i % 2 === 0 ? store : other).domains.create(aDomain('a.example.org')),
        ),
      )
      expect(results.filter((result) => result !== null)).toHaveLength(1)
    },
  )

  storeTest('are listed by name, whatever is in it', async ({ store }) => {
    for (const name of oddNames) await store.domains.create(aDomain(name))
    const expected = oddNames.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    for (const limit of [1, 2, 5, 100]) {
      const listed = await allPages(store.domains.list, limit)
      expect(listed.map(({ name }) => name)).toEqual(expected)
    }
    for (const name of oddNames) expect((await store.domains.get(name))?.name).toBe(name)
  })

  storeTest('refuse a cursor that they did not give', async ({ store }) => {
    for (const name of ['a b', '!', '\u0000'])
      await expect(
        store.domains.list({ cursor: Buffer.from(name).toString('base64url'), limit: 1 }),
      ).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
  })

  storeTest('stay while rules or ingest sources name them', async ({ store }) => {
    await store.domains.create(aDomain('a.example.org'))
    await store.domains.create(aDomain('b.example.org'))
    const rule = await store.rules.create(aRule(aPattern('a.example.org')))
    const { source } = await store.sources.create(aSource({ domain: 'a.example.org' }))
    expect(await store.domains.remove('a.example.org')).toBe('in_use')
    if (rule.outcome !== 'written') throw new Error(rule.outcome)
    await store.rules.replace(rule.rule.id, aRule(aPattern('b.example.org')))
    expect(await store.domains.remove('a.example.org')).toBe('in_use')
    expect(await store.domains.remove('b.example.org')).toBe('in_use')
    await store.sources.replace(source.id, aSource({ domain: null }))
    expect(await store.domains.remove('a.example.org')).toBe('removed')
    await store.rules.remove(rule.rule.id)
    expect(await store.domains.remove('b.example.org')).toBe('removed')
  })

  storeTest('are not removed beside a rule that comes at once', async ({ store, openStore }) => {
    const other = openStore()
    for (let i = 0; i < 20; i++) {
      const name = `d${i}.example.org`
      await store.domains.create(aDomain(name))
      const [removed, rule] = await Promise.all([
        store.domains.remove(name),
        other.rules.create(aRule(aPattern(name))),
      ])
      expect([removed, rule.outcome]).toEqual(
        rule.outcome === 'written' ? ['in_use', 'written'] : ['removed', 'domain_missing'],
      )
    }
  })

  storeTest('answer a call that is sent twice as the first time', async ({ openStore, server }) => {
    const { domains } = openStore({ redis: doublingRedis(server.url) })
    expect(await domains.create(aDomain('a.example.org'))).toMatchObject({ name: 'a.example.org' })
    expect(await domains.create(aDomain('a.example.org'))).toBeNull()
    expect(await domains.remove('a.example.org')).toBe('removed')
    expect(await domains.remove('a.example.org')).toBe('missing')
  })
})
