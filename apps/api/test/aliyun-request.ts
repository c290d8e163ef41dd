import { randomUUID } from 'node:crypto'
import { signV1, stringToSignV1 } from '@tapedeck/aliyun'
import type { Key, Params } from './aliyun-clients.ts'

export type RawAnswer = {
  status: number
  contentType: string | null
  /** Milliseconds for which the SDKs wait. */
  retryAfter: string | null
  text: string
  body: { Code?: string; Message?: string; RequestId?: string; HostId?: string } & Params
}

/** Now, as the protocol writes it. */
export const stamp = (ms = Date.now()): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** A request of SignatureVersion 1.0 with everything in the query; `change` is made before, `spoil` after it was signed. */
export const rawRequest = async (
  endpoint: string,
  key: Key,
  params: Record<string, string>,
  {
    change = {},
    spoil = {},
    method = 'GET',
  }: {
    change?: Record<string, string | undefined>
    spoil?: Record<string, string>
    method?: string
  } = {},
): Promise<RawAnswer> => {
  const all = Object.entries<string | undefined>({
    Format: 'JSON',
    AccessKeyId: key.id,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: randomUUID(),
    Timestamp: stamp(),
    ...params,
    ...change,
  }).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const Signature = signV1(key.secret, stringToSignV1(method, all))
  const query = new URLSearchParams({ ...Object.fromEntries(all), Signature, ...spoil })
  const answer = await fetch(`${endpoint}/?${query}`, { method })
  const text = await answer.text()
  const isJson = text.startsWith('{')
  return {
    status: answer.status,
    contentType: answer.headers.get('content-type'),
    retryAfter: answer.headers.get('x-acs-retry-after'),
    text,
    body: (isJson ? JSON.parse(text) : {}) as RawAnswer['body'],
  }
}
