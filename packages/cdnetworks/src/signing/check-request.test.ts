import { describe, expect, test } from 'vitest'
import { CdnetworksError } from '../cdnetworks-error.ts'
import { akskSignatures } from './aksk.ts'
import { apiKeyPassword } from './api-key.ts'
import { checkCredentials, readCredentials, replayToken } from './check-request.ts'
import type { SignedRequest } from './signed-request.ts'

const nowMs = Date.UTC(2026, 10, 21, 12)
const secret = 'a secret'
const timestamp = String(nowMs / 1000)
const host = 'api.example.com:8082'

const unsigned = (part: Partial<SignedRequest> = {}): SignedRequest => ({
  method: 'POST',
  target: '/api/v2/streams/recordings',
  body: Buffer.from('{\n  "a": 1\n}'),
  ...part,
  headers: { host, 'content-type': 'application/json', ...part.headers },
})

const authorization = (signature: string, names = 'content-type;host') =>
  `CNC-HMAC-SHA256 Credential=AK, SignedHeaders=${names}, Signature=${signature}`

const signed = (request: SignedRequest, names = 'content-type;host', at = timestamp) => {
  const [signature = ''] = akskSignatures(
    request,
    { timestamp: at, signedHeaders: names.split(';') },
    secret,
  )
  const headers = {
    ...request.headers,
    'x-cnc-timestamp': at,
    'x-cnc-accesskey': 'AK',
    authorization: authorization(signature, names),
  }
  return { ...request, headers }
}

const check = (request: SignedRequest): string => {
  try {
    checkCredentials(request, readCredentials(request, nowMs), secret)
    return 'genuine'
  } catch (error) {
    if (error instanceof CdnetworksError) return error.code
    throw error
  }
}

describe('AK/SK', () => {
  test('makes the signature that was computed by hand', () => {
    // openssl: sha256 of body, canonical request, string to sign; HMAC-SHA256 with the secret
    expect(
      akskSignatures(unsigned(), { timestamp, signedHeaders: ['content-type', 'host'] }, secret)[0],
    ).toBe('d2a386e2eba0cb3dcd707bb5877a1a3ede61f33e60058457d4b0560048dec366')
  })

  test('is genuine for the bytes that were signed, and for no other ones', () => {
    const request = signed(unsigned())
    expect(check(request)).toBe('genuine')
    expect(check({ ...request, body: Buffer.from('{"a":1}') })).toBe('SIGNATURE_INVALID')
    expect(check({ ...request, method: 'PUT' })).toBe('SIGNATURE_INVALID')
    expect(check({ ...request, target: `${request.target}/x` })).toBe('SIGNATURE_INVALID')
    for (const name of ['host', 'content-type', 'x-cnc-timestamp'])
      expect(check({ ...request, headers: { ...request.headers, [name]: '1795262401' } })).toBe(
        'SIGNATURE_INVALID',
      )
  })

  test('covers the query of a GET, decoded as the SDKs do or as it stands', () => {
    const target = '/api/v2/streams/recording-rules?appName=a%20b'
    const request = signed(unsigned({ method: 'GET', target, body: Buffer.alloc(0) }))
    const signatures = akskSignatures(request, { timestamp, signedHeaders: ['host'] }, secret)
    const own = akskSignatures(
      { ...request, target: decodeURIComponent(target) },
      { timestamp, signedHeaders: ['host'] },
      secret,
    )
    // query as it stands and decoded, host with and without port
    expect(signatures).toHaveLength(4)
    expect(signatures).toEqual(expect.arrayContaining(own))
    for (const signature of signatures) {
      const headers = { ...request.headers, authorization: authorization(signature, 'host') }
      expect(check({ ...request, headers })).toBe('genuine')
      expect(check({ ...request, headers, target: `${target}x` })).toBe('SIGNATURE_INVALID')
    }
  })

  test('may leave the port out of the host', () => {
    const bare = signed(unsigned({ headers: { host: 'api.example.com' } }))
    expect(check({ ...bare, headers: { ...bare.headers, host } })).toBe('genuine')
  })

  test('must cover the host', () => {
    expect(check(signed(unsigned(), 'content-type'))).toBe('SIGNATURE_INVALID')
  })

  test.each([
    [-300, 'genuine'],
    [300, 'genuine'],
    [-301, 'TIMESTAMP_OUT_OF_RANGE'],
    [301, 'TIMESTAMP_OUT_OF_RANGE'],
  ])('with a clock that differs by %i s is %s', (seconds, wanted) => {
    const at = String(nowMs / 1000 + seconds)
    expect(check(signed(unsigned(), 'content-type;host', at))).toBe(wanted)
  })

  test('that cannot be read is none', () => {
    const { headers } = signed(unsigned())
    for (const change of [
      { authorization: undefined },
      { authorization: 'CNC-HMAC-SHA256 Credential=AK' },
      { authorization: authorization('f'.repeat(63)) },
      { 'x-cnc-timestamp': 'now' },
      { 'x-cnc-accesskey': 'another' },
    ])
      expect(check(unsigned({ headers: { ...headers, ...change } }))).toBe('AUTHORIZATION_MISSING')
  })
})

describe('an API key', () => {
  const date = new Date(nowMs).toUTCString()
  const basic = (password: string, user = 'AK') => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  })
  const password = apiKeyPassword(date, secret)

  test('is genuine with the password of its date, in either header', () => {
    expect(check(unsigned({ headers: { date, ...basic(password) } }))).toBe('genuine')
    const own = { date: 'another', 'x-cnc-date': date }
    expect(check(unsigned({ headers: { ...own, ...basic(password) } }))).toBe('genuine')
  })

  test('is refused with the password of another date, a skewed clock or no date', () => {
    const late = new Date(nowMs - 301_000).toUTCString()
    expect(check(unsigned({ headers: { date: late, ...basic(password) } }))).toBe(
      'TIMESTAMP_OUT_OF_RANGE',
    )
    const near = new Date(nowMs - 1000).toUTCString()
    expect(check(unsigned({ headers: { date: near, ...basic(password) } }))).toBe(
      'SIGNATURE_INVALID',
    )
    expect(check(unsigned({ headers: basic(password) }))).toBe('AUTHORIZATION_MISSING')
    const iso = new Date(nowMs).toISOString()
    expect(check(unsigned({ headers: { date: iso, ...basic(apiKeyPassword(iso, secret)) } }))).toBe(
      'AUTHORIZATION_MISSING',
    )
  })

  test('has no token by which a replayed request could be told', () => {
    const request = unsigned({ headers: { date, ...basic(password) } })
    expect(replayToken(readCredentials(request, nowMs))).toBeNull()
    expect(replayToken(readCredentials(signed(unsigned()), nowMs))).toMatch(/^AK:\d+:[0-9a-f]{64}$/)
  })
})
