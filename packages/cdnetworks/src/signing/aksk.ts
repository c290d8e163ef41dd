import { createHash, createHmac } from 'node:crypto'
import { headerOf, type SignedRequest } from './signed-request.ts'

/** What a request signed with AK/SK says of its signature. */
export type AkskCredentials = {
  kind: 'aksk'
  accessKeyId: string
  /** As sent, in Unix seconds. */
  timestamp: string
  atMs: number
  /** Names in lower case, in the order of the signature. */
  signedHeaders: string[]
  /** Hexadecimal, lower case. */
  signature: string
}

const algorithm = 'CNC-HMAC-SHA256'
const pattern =
  /^CNC-HMAC-SHA256 +Credential=([^,\s]+) *, *SignedHeaders=([^,\s]+) *, *Signature=([0-9a-f]{64}) *$/i

/** The credentials of an AK/SK request; null when it carries none that can be read. */
export const readAksk = (request: Pick<SignedRequest, 'headers'>): AkskCredentials | null => {
  const [, credential = '', names = '', signature = ''] =
    pattern.exec(headerOf(request, 'authorization')) ?? []
  const timestamp = headerOf(request, 'x-cnc-timestamp')
  const sent = headerOf(request, 'x-cnc-accesskey')
  if (credential === '' || !/^\d{1,12}$/.test(timestamp)) return null
  if (sent !== '' && sent !== credential) return null
  return {
    kind: 'aksk',
    accessKeyId: credential,
    timestamp,
    atMs: Number(timestamp) * 1000,
    signedHeaders: names.toLowerCase().split(';'),
    signature: signature.toLowerCase(),
  }
}

const sha256 = (data: Uint8Array | string): string =>
  createHash('sha256').update(data).digest('hex')

/** The query as clients sign it: none for POST, decoded by the SDKs, as it stands by others. */
const queriesOf = (method: string, query: string): string[] => {
  if (method === 'POST' || query === '') return ['']
  try {
    return [decodeURIComponent(query.replaceAll('+', ' ')), query]
  } catch {
    return [query]
  }
}

/** The SDKs send no body with GET and sign none, whatever is sent. */
const bodyHashesOf = ({ method, body }: SignedRequest): string[] =>
  method === 'GET' ? [sha256(''), sha256(body)] : [sha256(body)]

/** The SDKs sign the host with its port; who keeps endpoint and port apart signs it without. */
const hostsOf = (host: string): string[] => [host, host.replace(/:\d+$/, '')]

const canonicalHeaders = (request: SignedRequest, names: string[], host: string): string =>
  names
    .map((name) => `${name}:${(name === 'host' ? host : headerOf(request, name)).toLowerCase()}\n`)
    .join('')

const canonicalRequests = (request: SignedRequest, names: string[]): string[] => {
  const { method, target } = request
  const [path = '', ...rest] = target.split('?')
  return queriesOf(method, rest.join('?')).flatMap((query) =>
    hostsOf(headerOf(request, 'host')).flatMap((host) =>
      bodyHashesOf(request).map((bodyHash) =>
        [
          method,
          path,
          query,
          canonicalHeaders(request, names, host),
          names.join(';'),
          bodyHash,
        ].join('\n'),
      ),
    ),
  )
}

/**
 * Every signature under which a request is accepted, the one that the SDKs make first: lower-case hexadecimal HMAC-SHA256 over
 * algorithm, timestamp and the hash of the canonical request (CDNetworks, AK/SK authentication).
 */
export const akskSignatures = (
  request: SignedRequest,
  { timestamp, signedHeaders }: Pick<AkskCredentials, 'timestamp' | 'signedHeaders'>,
  secret: string,
): string[] => {
  const signatures = canonicalRequests(request, signedHeaders).map((canonical) =>
    createHmac('sha256', secret)
      .update([algorithm, timestamp, sha256(canonical)].join('\n'))
      .digest('hex'),
  )
  return [...new Set(signatures)]
}
