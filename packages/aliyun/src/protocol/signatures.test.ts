import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkSignature, claimOf, nonceTtlMs } from './claim.ts'
import { readParameters } from './read-parameters.ts'
import type { RpcRequest } from './rpc-request.ts'
import {
  canonicalRequestAcs3,
  parseAuthorization,
  signAcs3,
  stringToSignAcs3,
} from './signature-acs3.ts'
import { signV1, stringToSignV1 } from './signature-v1.ts'

describe('SignatureVersion 1.0', () => {
  it('signs the documented request with the documented signature', () => {
    const parameters = new Map([
      ['Action', 'DescribeRegions'],
      ['Format', 'XML'],
      ['Version', '2014-05-26'],
      ['AccessKeyId', 'testid'],
      ['SignatureMethod', 'HMAC-SHA1'],
      ['SignatureVersion', '1.0'],
      ['SignatureNonce', '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf'],
      ['Timestamp', '2016-02-23T12:46:24Z'],
      ['Signature', 'is left out'],
    ])
    const signature = signV1('testsecret', stringToSignV1('GET', parameters))
    expect(signature).toBe('OLeaidS1JvxuMvnyHOwuJ+uX5qY=')
  })

  it('encodes what encodeURIComponent leaves', () => {
    expect(stringToSignV1('POST', [["a'(!)*", ' ~é/']])).toBe(
      'POST&%2F&a%2527%2528%2521%2529%252A%3D%2520~%25C3%25A9%252F',
    )
  })
})

const image = 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd'
const emptyHash = createHash('sha256').digest('hex')
const documented: RpcRequest = {
  method: 'POST',
  query: `ImageId=${image}&RegionId=cn-shanghai`,
  body: new Uint8Array(),
  headers: {
    host: 'ecs.cn-shanghai.aliyuncs.com',
    'x-acs-action': 'RunInstances',
    'x-acs-content-sha256': emptyHash,
    'x-acs-date': '2023-10-26T10:22:32Z',
    'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
    'x-acs-version': '2014-05-26',
    authorization:
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  },
}

describe('ACS3-HMAC-SHA256', () => {
  const authorization = parseAuthorization(documented.headers.authorization ?? '')

  it('signs the documented request with the documented signature', () => {
    const canonical = canonicalRequestAcs3(
      documented,
      readParameters(documented).query,
      authorization?.signedHeaders ?? [],
    )
    expect(createHash('sha256').update(canonical).digest('hex')).toBe(
      '7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259',
    )
    expect(signAcs3('YourAccessKeySecret', stringToSignAcs3(canonical))).toBe(
      '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    )
  })

  it('takes the documented request, and nothing that was changed in it', () => {
    const check = (change: Partial<RpcRequest>) => {
      const request = { ...documented, ...change }
      checkSignature(claimOf(request, readParameters(request)), 'YourAccessKeySecret')
    }
    check({})
    expect(() => check({ method: 'GET' })).toThrow(/not matched/)
    expect(() => check({ query: `ImageId=${image}&RegionId=cn-beijing` })).toThrow(/not matched/)
    expect(() => check({ body: new TextEncoder().encode('a=b') })).toThrow(/not matched/)
    const headers = { ...documented.headers, 'x-acs-action': 'DeleteInstances' }
    expect(() => check({ headers })).toThrow(/not matched/)
  })

  it('refuses a request whose action is not signed', () => {
    const { headers } = documented
    const unsigned = (headers.authorization ?? '').replace('x-acs-action;', '')
    const request = { ...documented, headers: { ...headers, authorization: unsigned } }
    expect(() => claimOf(request, readParameters(request))).toThrow(/x-acs-action is not signed/)
  })
})

describe('the time of a request', () => {
  const claim = claimOf(documented, readParameters(documented))
  const minuteMs = 60_000

  it('may be a quarter of an hour off, to both sides', () => {
    for (const offMs of [-15 * minuteMs, 0, 15 * minuteMs])
      expect(nonceTtlMs(claim, claim.timestampMs + offMs)).toBeGreaterThan(0)
    for (const offMs of [-15 * minuteMs - 1, 15 * minuteMs + 1])
      expect(() => nonceTtlMs(claim, claim.timestampMs + offMs)).toThrow(/expired/)
  })

  it('has its nonce remembered for as long as it is taken', () => {
    const early = claim.timestampMs - 15 * minuteMs
    expect(early + nonceTtlMs(claim, early)).toBeGreaterThan(claim.timestampMs + 15 * minuteMs)
  })
})
