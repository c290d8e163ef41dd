import { rpcError } from '../errors/aliyun-error.ts'
import { flatten } from './flatten.ts'
import type { Pairs, RpcRequest } from './rpc-request.ts'

/** Most parameters of one request; every action needs far fewer. */
const maxParameters = 1000

/** Parameters by where they came. */
export type RpcParameters = { query: Pairs; body: Pairs; all: ReadonlyMap<string, string> }

const pairsOf = (encoded: string): Pairs => [...new URLSearchParams(encoded)]

const jsonPairs = (body: string): Pairs => {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw rpcError('InvalidParameter', 'The request body is not valid JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw rpcError('InvalidParameter', 'The request body is not a JSON object.')
  return flatten(value)
}

const bodyPairs = ({ body, headers }: RpcRequest): Pairs => {
  if (body.length === 0) return []
  const text = new TextDecoder().decode(body)
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  return type.trim().toLowerCase().endsWith('json') ? jsonPairs(text) : pairsOf(text)
}

/**
 * Query, form and JSON body as one set of flat parameters.
 * @throws AliyunError when a parameter is there twice: the signature would not say which one counts
 */
export const readParameters = (request: RpcRequest): RpcParameters => {
  const query = pairsOf(request.query)
  const body = bodyPairs(request)
  const all = new Map<string, string>()
  for (const [name, value] of [...query, ...body]) {
    if (all.has(name))
      throw rpcError('InvalidParameter', `The specified parameter ${name} is repeated.`)
    all.set(name, value)
    if (all.size > maxParameters)
      throw rpcError('InvalidParameter', 'The request has too many parameters.')
  }
  return { query, body, all }
}
