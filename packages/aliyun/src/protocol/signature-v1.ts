import { createHmac } from 'node:crypto'
import { percentEncode } from './percent-encode.ts'

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/**
 * What is signed with SignatureVersion 1.0.
 * @param method as it was used, upper case
 * @param parameters every parameter of query and body; `Signature` is left out here
 */
export const stringToSignV1 = (
  method: string,
  parameters: Iterable<readonly [string, string]>,
): string => {
  const canonical = [...parameters]
    .filter(([name]) => name !== 'Signature')
    .toSorted(byName)
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&')
  return `${method}&%2F&${percentEncode(canonical)}`
}

/** HMAC-SHA1 of the string to sign, Base64. */
export const signV1 = (secret: string, stringToSign: string): string =>
  createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64')
