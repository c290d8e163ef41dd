import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** How a key comes of the one before: what it shares of its beginning and of its end, in characters, and what is between. */
type Step = [start: number, end: number, between: string]

const stepTo = (former: string, key: string): Step => {
  const most = Math.min(former.length, key.length)
  let start = 0
  while (start < most && former[start] === key[start]) start++
  let end = 0
  while (end < most - start && former.at(-1 - end) === key.at(-1 - end)) end++
  return [start, end, key.slice(start, key.length - end)]
}

const after = (former: string, [start, end, between]: Step): string =>
  former.slice(0, start) + between + former.slice(former.length - end)

/** Keys as one small text: neighbours mostly differ in a few digits. Works for all keys. */
export const encodeKeys = (keys: readonly string[]): string => {
  const steps = keys.map((key, i) => stepTo(keys[i - 1] ?? '', key))
  return deflateRawSync(JSON.stringify(steps)).toString('base64')
}

export const decodeKeys = (text: string): string[] => {
  const steps = JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString()) as Step[]
  let key = ''
  return steps.map((step) => {
    key = after(key, step)
    return key
  })
}
