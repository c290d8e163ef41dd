import { createHmac } from 'node:crypto'
import { headerOf, type SignedRequest } from './signed-request.ts'

/** What a request with an API key says: HTTP Basic, whose password is made of the date and the key. */
export type ApiKeyCredentials = {
  kind: 'api-key'
  /** The account, here the id of the access key. */
  accessKeyId: string
  password: string
  /** The date as sent, which the password is made of. */
  date: string
  atMs: number
}

/** RFC 1123 in GMT; anything else that a parser would take is no date of a request. */
const datePattern =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (GMT|UTC)$/

/** The credentials of an API key; null when the request carries none that can be read. */
export const readApiKey = (request: Pick<SignedRequest, 'headers'>): ApiKeyCredentials | null => {
  const sent = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(headerOf(request, 'authorization'))?.[1]
  const own = headerOf(request, 'x-cnc-date')
  const date = own === '' ? headerOf(request, 'date') : own
  if (sent === undefined || !datePattern.test(date)) return null
  const [accessKeyId = '', ...rest] = Buffer.from(sent, 'base64').toString().split(':')
  const atMs = Date.parse(date)
  if (accessKeyId === '' || rest.length === 0 || Number.isNaN(atMs)) return null
  return { kind: 'api-key', accessKeyId, password: rest.join(':'), date, atMs }
}

/** The password for a date: Base64 of HMAC-SHA1 over the date as it is sent (CDNetworks, API key authentication). */
export const apiKeyPassword = (date: string, secret: string): string =>
  createHmac('sha1', secret).update(date).digest('base64')
