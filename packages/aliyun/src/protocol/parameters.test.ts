import { describe, expect, it } from 'vitest'
import { flatten } from './flatten.ts'
import { readParameters } from './read-parameters.ts'
import type { RpcRequest } from './rpc-request.ts'
import { parseRpcTime, rpcTime } from './rpc-time.ts'
import { unflatten } from './unflatten.ts'

const request = (part: Partial<RpcRequest>): RpcRequest => ({
  method: 'POST',
  headers: {},
  query: '',
  body: new Uint8Array(),
  ...part,
})
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const json = { 'content-type': 'application/json; charset=utf-8' }

describe('parameters', () => {
  it('come from query and form together', () => {
    const { all } = readParameters(request({ query: 'A=1&B=%20%2B', body: bytes('C=x+y&D=%E6') }))
    expect(Object.fromEntries(all)).toEqual({ A: '1', B: ' +', C: 'x y', D: '\ufffd' })
  })

  it('come from JSON, flattened', () => {
    const body = bytes('{"A":[{"B":1,"C":[true,null]}],"D":{"E":"x"}}')
    const { all } = readParameters(request({ headers: json, body }))
    expect(Object.fromEntries(all)).toEqual({ 'A.1.B': '1', 'A.1.C.1': 'true', 'D.E': 'x' })
    expect(unflatten(all)).toEqual({ A: [{ B: '1', C: ['true'] }], D: { E: 'x' } })
  })

  it.each([
    ['twice in the query', { query: 'A=1&A=2' }],
    ['in query and body', { query: 'A=1', body: bytes('A=2') }],
    ['in JSON that is none', { headers: json, body: bytes('{') }],
    ['in JSON that is a list', { headers: json, body: bytes('[1]') }],
    ['too many', { query: Array.from({ length: 1001 }, (_, i) => `p${i}=1`).join('&') }],
  ])('are refused %s', (_title, part) => {
    expect(() => readParameters(request(part))).toThrow()
  })
})

describe('flat parameters', () => {
  it('become lists in the order of their numbers', () => {
    expect(
      unflatten([
        ['L.10', 'c'],
        ['L.2', 'b'],
        ['L.1', 'a'],
      ]),
    ).toEqual({ L: ['a', 'b', 'c'] })
  })

  it('without a value are as if they had not been sent', () => {
    expect(
      unflatten([
        ['A', ''],
        ['B.1', ''],
      ]),
    ).toEqual({})
  })

  it('reach no prototype', () => {
    const structure = unflatten([
      ['__proto__.x', '1'],
      ['A.__proto__.x', '1'],
      ['A.y', '2'],
    ])
    expect(JSON.stringify(structure)).toBe('{"A":{"y":"2"}}')
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })

  it('survive there and back', () => {
    const value = { A: [{ B: 'x', C: ['y', 'z'] }], D: { E: 'f' } }
    expect(unflatten(flatten(value))).toEqual(value)
  })

  it('deeper than any parameter are left out', () => {
    expect(unflatten([['a.a.a.a.a.a.a.a.a', '1']])).toEqual({})
  })
})

describe('a time', () => {
  it('is UTC to the second', () => {
    expect(parseRpcTime('2018-04-10T09:57:21Z')).toBe(Date.UTC(2018, 3, 10, 9, 57, 21))
    expect(parseRpcTime('2018-04-10T09:57Z')).toBe(Date.UTC(2018, 3, 10, 9, 57))
    expect(rpcTime(1_523_354_241_999)).toBe('2018-04-10T09:57:21Z')
  })

  it.each([
    '',
    'now',
    '2018-04-10',
    '2018-04-10T09:57:21+08:00',
    '2018-02-30T00:00:00Z',
    '2018-13-01T00:00:00Z',
  ])('is not %s', (text) => {
    expect(parseRpcTime(text)).toBeNull()
  })
})
