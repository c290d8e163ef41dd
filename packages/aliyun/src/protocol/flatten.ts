import type { Pairs } from './rpc-request.ts'

const maxDepth = 8

/**
 * A JSON object as the flat parameters of the RPC style: `A.1.B=v` for `{A: [{B: "v"}]}`. Null and undefined are left out; an
 * object deeper than any parameter goes stays JSON text.
 */
export const flatten = (value: object, prefix = '', depth = 1): Pairs =>
  Object.entries(value).flatMap(([key, inner]): Pairs => {
    const part = Array.isArray(value) ? String(Number(key) + 1) : key
    const name = `${prefix}${part}`
    if (inner === null || inner === undefined) return []
    if (typeof inner !== 'object') return [[name, String(inner)]]
    return depth === maxDepth
      ? [[name, JSON.stringify(inner)]]
      : flatten(inner as object, `${name}.`, depth + 1)
  })
