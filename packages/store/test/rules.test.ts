import type { RecordingRule, StoredRule } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { RuleFilter, Store } from '../src/index.ts'
import { doublingRedis } from './doubling-redis.ts'
import { template } from './recording-fixture.ts'
import { storeTest } from './store-test.ts'
import {
  aDomain,
  aDriven,
  aLiveStream,
  allPages,
  aPattern,
  aPublished,
  aRule,
  aStreamName,
} from './stream-fixture.ts'

const domain = 'live.example.org'
const everything: RuleFilter = { domain: null, app: null, stream: null, templateId: null }

const created = async (store: Store, rule: RecordingRule): Promise<StoredRule> => {
  const write = await store.rules.create(rule)
  if (write.outcome !== 'written') throw new Error(write.outcome)
  return write.rule
}

const listed = (store: Store, filter: Partial<RuleFilter>, limit = 100) =>
  allPages((page) => store.rules.list({ ...everything, ...filter }, page), limit)

describe('rules', () => {
  storeTest('are created, replaced and removed', async ({ openStore, redis }) => {
    let nowMs = 1000
    const store = openStore({ clock: () => nowMs })
    await store.domains.create(aDomain(domain))
    const before = (await redis.keys('*')).toSorted()
    const { id } = await store.templates.create(template)
    const rule = aRule(aPattern(domain, 'app', 'a'), { templateId: id, template: null })
    const stored = await created(store, rule)
    expect(stored).toEqual({ ...rule, id: stored.id, createdAtMs: 1000, updatedAtMs: 1000 })
    expect(await store.rules.get(stored.id)).toEqual(stored)
    nowMs = 2000
    const next = aRule(aPattern(domain), { mode: 'manual' })
    const replaced = { ...stored, ...next, updatedAtMs: 2000 }
    expect(await store.rules.replace(stored.id, next)).toEqual({
      outcome: 'written',
      rule: replaced,
    })
    expect(await store.rules.get(stored.id)).toEqual(replaced)
    expect(await store.templates.remove(id)).toBe('removed')
    expect(await store.rules.remove(stored.id)).toBe('removed')
    expect(await store.rules.remove(stored.id)).toBe('missing')
    expect(await store.rules.replace(stored.id, next)).toEqual({ outcome: 'missing' })
    expect(await store.rules.get(stored.id)).toBeNull()
    const left = (await redis.keys('*')).filter((key) => !key.startsWith(keys.answer('')))
    expect(left.toSorted()).toEqual(before)
  })

  storeTest('need their template and their domain', async ({ store }) => {
    await store.domains.create(aDomain(domain))
    const without = aRule(aPattern('other.example.org'))
    expect(await store.rules.create(without)).toEqual({ outcome: 'domain_missing' })
    const unknown = aRule(aPattern(domain), { templateId: 'tpl_unknown', template: null })
    expect(await store.rules.create(unknown)).toEqual({ outcome: 'template_missing' })
    const rule = await created(store, aRule(aPattern(domain)))
    expect(await store.rules.replace(rule.id, without)).toEqual({ outcome: 'domain_missing' })
    expect(await store.rules.replace(rule.id, unknown)).toEqual({ outcome: 'template_missing' })
    expect(await listed(store, {})).toEqual([rule])
  })

  storeTest('have their pattern alone', async ({ store }) => {
    await store.domains.create(aDomain(domain))
    const first = await created(store, aRule(aPattern(domain, 'app')))
    const second = await created(store, aRule(aPattern(domain)))
    const taken = { outcome: 'taken', rule: first }
    expect(await store.rules.create(aRule(aPattern(domain, 'app')))).toEqual(taken)
    expect(await store.rules.replace(second.id, aRule(aPattern(domain, 'app')))).toEqual(taken)
    const moved = aRule(aPattern(domain, 'app', 'a'))
    expect(await store.rules.replace(first.id, moved)).toMatchObject({ outcome: 'written' })
    const free = aRule(aPattern(domain, 'app'))
    expect(await store.rules.replace(second.id, free)).toMatchObject({ outcome: 'written' })
    await store.rules.remove(first.id)
    expect(await store.rules.create(moved)).toMatchObject({ outcome: 'written' })
  })

  storeTest('are made once of many that come at once', async ({ store, openStore }) => {
    await store.domains.create(aDomain(domain))
    const other = openStore()
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        (i % 2 === 0 ? store : other).rules.create(aRule(aPattern(domain, 'app', 'a'))),
      ),
    )
    const written = results.filter(({ outcome }) => outcome === 'written')
    expect(written).toHaveLength(1)
    expect(results.filter(({ outcome }) => outcome === 'taken')).toHaveLength(29)
    expect(await listed(store, {})).toHaveLength(1)
  })

  storeTest('change in turn, and leave no pattern behind', async ({ store, openStore, redis }) => {
    await store.domains.create(aDomain(domain))
    const rule = await created(store, aRule(aPattern(domain)))
    const other = openStore()
    const writes = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? store : other).rules.replace(rule.id, aRule(aPattern(domain, `app${i}`))),
      ),
    )
    expect(writes.every(({ outcome }) => outcome === 'written')).toBe(true)
    expect(await redis.hvals(keys.rulePatterns)).toEqual([rule.id])
    const now = await store.rules.get(rule.id)
    const app = now?.pattern.app ?? ''
    expect(await store.rules.matching(aStreamName('any', app, domain))).toEqual([now])
  })

  storeTest('keep their template from being removed', async ({ store, openStore }) => {
    await store.domains.create(aDomain(domain))
    const other = openStore()
    for (let i = 0; i < 20; i++) {
      const { id } = await store.templates.create(template)
      const rule = aRule(aPattern(domain, `app${i}`), { templateId: id, template: null })
      const [removed, write] = await Promise.all([
        store.templates.remove(id),
        other.rules.create(rule),
      ])
      expect([removed, write.outcome]).toEqual(
        write.outcome === 'written' ? ['in_use', 'written'] : ['removed', 'template_missing'],
      )
    }
  })

  storeTest('answer a call that is sent twice as the first time', async ({ openStore, server }) => {
    const store = openStore({ redis: doublingRedis(server.url) })
    await store.domains.create(aDomain(domain))
    const rule = await created(store, aRule(aPattern(domain)))
    const write = await store.rules.replace(rule.id, aRule(aPattern(domain, 'app')))
    expect(write.outcome).toBe('written')
    expect(await store.rules.remove(rule.id)).toBe('removed')
    expect(await store.rules.remove(rule.id)).toBe('missing')
  })
})

describe('a rule that is executing', () => {
  const recordedBy = (ruleId: string, name: string, expected: number | null, store: Store) =>
    store.streams.write(
      aPublished(aStreamName(name), { recordings: [aDriven(`rec-${name}`, ruleId)] }),
      expected,
    )

  storeTest('names its streams and stays until they end', async ({ store }) => {
    await store.domains.create(aDomain(domain))
    const { id } = await created(store, aRule(aPattern(domain)))
    for (const name of ['b', 'a', 'c d']) await recordedBy(id, name, null, store)
    const names = ['a', 'b', 'c d'].map((name) => aStreamName(name))
    expect(await store.rules.executing(id, 10)).toEqual(names)
    expect(await store.rules.executing(id, 2)).toEqual(names.slice(0, 2))
    expect(await store.rules.remove(id)).toBe('executing')
    for (const name of ['a', 'b']) await store.streams.write(aPublished(aStreamName(name)), 1)
    expect(await store.rules.remove(id)).toBe('executing')
    await store.streams.write(aLiveStream(aStreamName('c d')), 1)
    expect(await store.rules.executing(id, 10)).toEqual([])
    expect(await store.rules.remove(id)).toBe('removed')
  })

  storeTest('may be replaced', async ({ store }) => {
    await store.domains.create(aDomain(domain))
    const { id } = await created(store, aRule(aPattern(domain)))
    await recordedBy(id, 'a', null, store)
    const next = aRule(aPattern(domain), { isEnabled: false })
    expect(await store.rules.replace(id, next)).toMatchObject({ outcome: 'written' })
    expect(await store.rules.executing(id, 1)).toEqual([aStreamName('a')])
  })

  storeTest(
    'is not removed in the moment in which a stream begins',
    async ({ store, openStore }) => {
      await store.domains.create(aDomain(domain))
      const other = openStore()
      for (let i = 0; i < 20; i++) {
        const { id } = await created(store, aRule(aPattern(domain, `app${i}`)))
        const [removed] = await Promise.all([
          store.rules.remove(id),
          recordedBy(id, `s${i}`, null, other),
        ])
        expect(await store.rules.get(id)).toEqual(
          removed === 'executing' ? expect.objectContaining({ id }) : null,
        )
        expect(await store.rules.executing(id, 10)).toEqual([aStreamName(`s${i}`)])
      }
    },
  )
})

describe('the list of rules', () => {
  storeTest('filters, newest first', async ({ openStore }) => {
    let nowMs = 1000
    const store = openStore({ clock: () => nowMs++ })
    const { id } = await store.templates.create(template)
    for (const name of ['a', 'b']) await store.domains.create(aDomain(name))
    for (let i = 0; i < 24; i++) {
      const name = i % 2 === 0 ? 'a' : 'b'
      const pattern = i % 3 === 0 ? aPattern(name, `app${i}`) : aPattern(name, 'app', `s${i}`)
      const named = i % 4 === 0 ? { templateId: id, template: null } : {}
      await created(store, aRule(pattern, named))
    }
    const all = await listed(store, {})
    expect(all.map(({ createdAtMs }) => createdAtMs)).toEqual(
      all.map(({ createdAtMs }) => createdAtMs).toSorted((a, b) => b - a),
    )
    expect(all).toHaveLength(24)
    const by = (keep: (rule: StoredRule) => boolean) => all.filter(keep)
    for (const limit of [1, 5, 100]) {
      expect(await listed(store, {}, limit)).toEqual(all)
      expect(await listed(store, { domain: 'a' }, limit)).toEqual(
        by(({ pattern }) => pattern.domain === 'a'),
      )
      expect(await listed(store, { app: 'app' }, limit)).toEqual(
        by(({ pattern }) => pattern.app === 'app'),
      )
      expect(await listed(store, { templateId: id }, limit)).toEqual(
        by((rule) => rule.templateId === id),
      )
      expect(await listed(store, { templateId: id, domain: 'a', app: 'app' }, limit)).toEqual(
        by(({ pattern, templateId }) => templateId === id && pattern.app === 'app'),
      )
    }
    expect(await listed(store, { stream: '*' }, 5)).toEqual(
      by(({ pattern }) => pattern.stream === null),
    )
    expect(await listed(store, { domain: 'b', app: 'app3', stream: '*' })).toEqual(
      by(({ pattern }) => pattern.app === 'app3'),
    )
    const exact = { domain: 'b', app: 'app', stream: 's7' }
    expect(await listed(store, exact)).toEqual(by(({ pattern }) => pattern.stream === 's7'))
    expect(await listed(store, { ...exact, templateId: id })).toEqual([])
    expect(await listed(store, { ...exact, stream: 'none' })).toEqual([])
  })

  storeTest('pages on while rules come and go', async ({ openStore }) => {
    let nowMs = 1000
    const store = openStore({ clock: () => nowMs++ })
    await store.domains.create(aDomain(domain))
    const rules: StoredRule[] = []
    for (let i = 0; i < 10; i++) rules.push(await created(store, aRule(aPattern(domain, `a${i}`))))
    const first = await store.rules.list(everything, { cursor: null, limit: 4 })
    for (const i of [6, 5]) await store.rules.remove(rules[i]?.id ?? '')
    await created(store, aRule(aPattern(domain, 'newer')))
    const rest = await store.rules.list(everything, { cursor: first.nextCursor, limit: 100 })
    expect(rest.items.map(({ pattern }) => pattern.app)).toEqual(['a4', 'a3', 'a2', 'a1', 'a0'])
  })
})
