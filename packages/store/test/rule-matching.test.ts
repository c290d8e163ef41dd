import type { RulePattern, StreamName } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { storeTest } from './store-test.ts'
import { aDomain, aPattern, aRule, inBatches, oddNames } from './stream-fixture.ts'

const domains = ['a', 'b ', 'a !']
const names = fc.constantFrom(...oddNames.slice(0, 6))
const patterns: fc.Arbitrary<RulePattern> = fc
  .tuple(fc.constantFrom(...domains), fc.option(names), fc.option(names))
  .map(([domain, app, stream]) => aPattern(domain, app, stream))
const streams: fc.Arbitrary<StreamName> = fc.record({
  domain: fc.constantFrom(...domains),
  app: names,
  stream: names,
})

/** The rules of a plain list that match, the most specific first. */
const matchingOf = (rules: { pattern: RulePattern; isEnabled: boolean }[], stream: StreamName) => {
  const specificity = ({ app, stream: name }: RulePattern) =>
    (app === null ? 0 : 1) + (name === null ? 0 : 2)
  return rules
    .filter(({ isEnabled }) => isEnabled)
    .map(({ pattern }) => pattern)
    .filter(
      ({ domain, app, stream: name }) =>
        domain === stream.domain &&
        (app === null || app === stream.app) &&
        (name === null || name === stream.stream),
    )
    .toSorted((a, b) => specificity(b) - specificity(a))
}

describe('the rules that match a stream', () => {
  storeTest('are those of a plain search, the most specific first', async ({ store, redis }) => {
    const rule = fc.record({ pattern: patterns, isEnabled: fc.boolean() })
    const given = fc.tuple(
      fc.uniqueArray(rule, { maxLength: 12, selector: ({ pattern }) => JSON.stringify(pattern) }),
      fc.array(streams, { minLength: 1, maxLength: 8 }),
    )
    await fc.assert(
      fc.asyncProperty(given, async ([rules, asked]) => {
        await redis.flushall()
        for (const domain of domains) await store.domains.create(aDomain(domain))
        for (const { pattern, isEnabled } of rules)
          expect(await store.rules.create(aRule(pattern, { isEnabled }))).toMatchObject({
            outcome: 'written',
          })
        for (const stream of asked) {
          const found = await store.rules.matching(stream)
          expect(found.map(({ pattern }) => pattern)).toEqual(matchingOf(rules, stream))
        }
      }),
      { numRuns: 60 },
    )
  })

  storeTest('are found without looking at the others', async ({ store, redis }) => {
    await store.domains.create(aDomain('a'))
    await store.domains.create(aDomain('b'))
    await inBatches(1000, (i) => store.rules.create(aRule(aPattern('b', 'app', `s${i}`))))
    const wanted = await store.rules.create(aRule(aPattern('a', 'app')))
    await redis.config('RESETSTAT')
    const found = await store.rules.matching({ domain: 'a', app: 'app', stream: 's1' })
    expect(found).toEqual([wanted.outcome === 'written' ? wanted.rule : null])
    const calls = String(await redis.info('commandstats')).match(/cmdstat_[^:]+:calls=\d+/g)
    expect(calls?.toSorted()).toEqual(
      expect.arrayContaining(['cmdstat_get:calls=1', 'cmdstat_hget:calls=4']),
    )
    expect(await redis.hlen(keys.rulePatterns)).toBe(1001)
  })
})
