import { describe, expect, it } from 'vitest'
import { detailOfFailure, detailOfStatus, outcomeOfStatus } from './delivery-result.ts'

describe('what an answer means', () => {
  it.each([
    [200, 'delivered'],
    [202, 'delivered'],
    [204, 'delivered'],
    [299, 'delivered'],
    [301, 'retry'],
    [302, 'retry'],
    [308, 'retry'],
    [400, 'retry'],
    [401, 'retry'],
    [404, 'retry'],
    [410, 'gone'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('%d means %s', (status, outcome) => {
    expect(outcomeOfStatus(status)).toBe(outcome)
  })

  it('says that redirects are not followed', () => {
    expect(detailOfStatus(302)).toBe('the receiver answered 302; redirects are not followed')
    expect(detailOfStatus(500)).toBe('the receiver answered 500')
  })
})

describe('what a failure means', () => {
  const failing = (code: string): Error =>
    Object.assign(new Error('https://user:key@host'), { code })

  it.each([
    ['ECONNREFUSED', 'the receiver refuses connections'],
    ['ENOTFOUND', "the receiver's name cannot be resolved"],
    ['ETIMEOUT', "the receiver's name could not be resolved in time"],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'no secure connection (DEPTH_ZERO_SELF_SIGNED_CERT)'],
    ['CERT_HAS_EXPIRED', 'no secure connection (CERT_HAS_EXPIRED)'],
    ['EWHATEVER', 'the request failed (EWHATEVER)'],
  ])('%s is told as a sentence without the URL', (code, detail) => {
    expect(detailOfFailure(failing(code))).toBe(detail)
  })

  it('leaves errors of the program alone', () => {
    expect(detailOfFailure(new TypeError('x is not a function'))).toBeNull()
  })
})
