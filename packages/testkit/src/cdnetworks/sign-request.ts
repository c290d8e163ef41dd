import { createHash, createHmac } from 'node:crypto'

/** A key as CDNetworks gives it out. */
export type CdnetworksKey = { accessKey: string; secretKey: string }

/** What is signed of a request. */
export type UnsignedRequest = {
  method: string
  /** Path, without the query. */
  path: string
  /** Query without its question mark, percent-encoded. */
  query: string
  host: string
  body: string
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Headers of AK/SK authentication, as its documentation has them.
 * @param timestampSeconds Unix seconds
 */
export const akskHeaders = (
  request: UnsignedRequest,
  { accessKey, secretKey }: CdnetworksKey,
  timestampSeconds: number,
): Record<string, string> => {
  const contentType = 'application/json'
  const canonicalRequest = [
    request.method,
    request.path,
    request.method === 'POST' ? '' : decodeURIComponent(request.query),
    `content-type:${contentType}\nhost:${request.host.toLowerCase()}\n`,
    'content-type;host',
    hash(request.method === 'GET' ? '' : request.body),
  ].join('\n')
  const stringToSign = `CNC-HMAC-SHA256\n${timestampSeconds}\n${hash(canonicalRequest)}`
  const signature = createHmac('sha256', secretKey).update(stringToSign).digest('hex')
  return {
    'content-type': contentType,
    host: request.host,
    'x-cnc-accessKey': accessKey,
    'x-cnc-timestamp': String(timestampSeconds),
    'x-cnc-auth-method': 'AKSK',
    authorization: `CNC-HMAC-SHA256 Credential=${accessKey}, SignedHeaders=content-type;host, Signature=${signature}`,
  }
}

/**
 * Headers of API key authentication, as its documentation has them.
 * @param header in which the date is sent: Date, or x-cnc-date where a program may not set that
 */
export const apiKeyHeaders = (
  host: string,
  { accessKey, secretKey }: CdnetworksKey,
  atMs: number,
  header: 'date' | 'x-cnc-date' = 'date',
): Record<string, string> => {
  const date = new Date(atMs).toUTCString()
  const password = createHmac('sha1', secretKey).update(date).digest('base64')
  return {
    'content-type': 'application/json',
    host,
    [header]: date,
    authorization: `Basic ${Buffer.from(`${accessKey}:${password}`).toString('base64')}`,
  }
}
