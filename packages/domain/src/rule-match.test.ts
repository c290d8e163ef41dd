import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RulePattern } from './rule.ts'
import {
  matchRule,
  patternMatches,
  specificityOf,
  windowDueAtMs,
  windowStateAt,
} from './rule-match.ts'

const stream = { domain: 'a.example', app: 'live', stream: 'room' }
const rule = (pattern: RulePattern, isEnabled = true) => ({ pattern, isEnabled })
const ofDomain = rule({ domain: 'a.example', app: null, stream: null })
const ofApp = rule({ domain: 'a.example', app: 'live', stream: null })
const ofName = rule({ domain: 'a.example', app: null, stream: 'room' })
const ofStream = rule({ domain: 'a.example', app: 'live', stream: 'room' })

describe('matching', () => {
  test.each([
    ['all three levels', [ofDomain, ofStream, ofApp], ofStream],
    ['the stream in any application', [ofApp, ofDomain, ofName], ofName],
    ['domain, application and stream before that', [ofName, ofStream], ofStream],
    ['domain and application', [ofDomain, ofApp], ofApp],
    ['the domain alone', [ofDomain], ofDomain],
    ['none', [], null],
    ['a disabled one for the stream', [{ ...ofStream, isEnabled: false }, ofApp], ofApp],
    ['another stream', [rule({ ...stream, stream: 'rooms' })], null],
    ['another application', [rule({ ...stream, app: 'live2', stream: null })], null],
    ['another domain', [rule({ domain: 'b.example', app: null, stream: null })], null],
  ])('of %s', (_name, rules, matched) => {
    expect(matchRule(rules, stream)).toBe(matched)
  })

  test('finds the most specific rule that matches, whatever the order', () => {
    const part = fc.constantFrom('x', 'y')
    const pattern = fc.record({ domain: part, app: fc.option(part), stream: fc.option(part) })
    const name = fc.record({ domain: part, app: part, stream: part })
    fc.assert(
      fc.property(fc.array(fc.record({ pattern, isEnabled: fc.boolean() })), name, (rules, one) => {
        const matched = matchRule(rules, one)
        const candidates = rules.filter((r) => r.isEnabled && patternMatches(r.pattern, one))
        expect(matched === null).toBe(candidates.length === 0)
        if (matched === null) return
        const best = Math.max(...candidates.map((r) => specificityOf(r.pattern)))
        expect(specificityOf(matched.pattern)).toBe(best)
        expect(candidates).toContain(matched)
      }),
    )
  })
})

test.each([
  [{ startMs: 10, endMs: 20 }, 9, 'before', 10],
  [{ startMs: 10, endMs: 20 }, 10, 'open', 20],
  [{ startMs: 10, endMs: 20 }, 19, 'open', 20],
  [{ startMs: 10, endMs: 20 }, 20, 'over', null],
  [{ startMs: null, endMs: 20 }, -5, 'open', 20],
  [{ startMs: 10, endMs: null }, 11, 'open', null],
  [{ startMs: null, endMs: null }, 0, 'open', null],
  [{ startMs: 30, endMs: 20 }, 25, 'over', null],
] as const)('the window %j at %d is %s', (window, nowMs, state, dueAtMs) => {
  expect(windowStateAt(window, nowMs)).toBe(state)
  expect(windowDueAtMs(window, nowMs)).toBe(dueAtMs)
})
