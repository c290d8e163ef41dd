import { describe, expect, it } from 'vitest'
import { maxRetryAfterMs, parseRetryAfter } from './retry-after.ts'

const nowMs = Date.parse('2026-03-01T12:00:00Z')

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7000],
    ['999999999999', maxRetryAfterMs],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sunday, 01-Mar-26 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['Sun, 01 Mar 2099 12:00:00 GMT', maxRetryAfterMs],
    ['soon', null],
    ['-5', null],
    ['1.5', null],
    ['', null],
    [undefined, null],
  ])('%j asks for %j milliseconds', (header, expected) => {
    expect(parseRetryAfter(header, nowMs)).toBe(expected)
  })

  it('takes the first of several headers', () => {
    expect(parseRetryAfter(['3', '9'], nowMs)).toBe(3000)
  })
})
