import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { akskHeaders, apiKeyHeaders, type CdnetworksKey } from './sign-request.ts'

/** The envelope of every answer. */
export type CdnetworksAnswer<T = unknown> = {
  status: number
  headers: IncomingHttpHeaders
  body: { code: number; message: string; data?: T }
}

/** A request as it goes over the wire. */
export type WireRequest = {
  method: string
  target: string
  headers: Record<string, string>
  body: string
}

export type CdnetworksClientOptions = {
  /** Where the API is, for instance `http://127.0.0.1:8082`. */
  url: string
  key: CdnetworksKey
  /** How requests are signed; aksk when absent. */
  signing?: 'aksk' | 'date' | 'x-cnc-date'
  /** Wall time in milliseconds; the system's when absent. */
  clock?: () => number
}

const root = '/api/v2/streams'

/** The SDKs print their bodies like that, and sign what they print. */
const pretty = (value: unknown): string => JSON.stringify(value, null, 2)

/** Sends bytes as they are. */
export const sendOverWire = async <T>(
  url: string,
  { method, target, headers, body }: WireRequest,
): Promise<CdnetworksAnswer<T>> => {
  const { promise, resolve, reject } = Promise.withResolvers<CdnetworksAnswer<T>>()
  const { hostname, port } = new URL(url)
  const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
  const sent = httpRequest(
    { hostname, port, method, path: target, headers: { ...headers, ...length } },
    (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const parsed = JSON.parse(text) as CdnetworksAnswer<T>['body']
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: parsed })
      })
    },
  )
  sent.on('error', reject)
  sent.end(body)
  return promise
}

/** A client written from the documentation of CDNetworks' recording API, and from nothing else. */
export const createCdnetworksClient = (options: CdnetworksClientOptions) => {
  const { url, key, signing = 'aksk', clock = Date.now } = options
  const { host } = new URL(url)
  let lastSeconds = 0

  /** The same request twice within a second would have the same signature: the later one is signed a second on. */
  const timestamp = (): number => {
    lastSeconds = Math.max(lastSeconds + 1, Math.floor(clock() / 1000) - 60)
    return lastSeconds
  }

  const sign = (method: string, path: string, query: string, body: string): WireRequest => {
    const target = query === '' ? path : `${path}?${query}`
    const headers =
      signing === 'aksk'
        ? akskHeaders({ method, path, query, host, body }, key, timestamp())
        : apiKeyHeaders(host, key, clock(), signing)
    return { method, target, headers, body }
  }

  const call = <T = unknown>(method: string, path: string, body?: unknown, query = '') =>
    sendOverWire<T>(url, sign(method, root + path, query, body === undefined ? '' : pretty(body)))

  const queryOf = (filter: Record<string, string | number>): string =>
    Object.entries(filter)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&')

  return {
    url,
    sign: (method: string, path: string, body: string) => sign(method, root + path, '', body),
    call,
    addTemplate: (body: unknown) =>
      call<{ templateId: string }>('POST', '/recording-parameter-templates', body),
    queryTemplates: (filter: Record<string, string | number> = {}) =>
      call<{ total: number; list: Record<string, unknown>[] }>(
        'GET',
        '/recording-parameter-templates',
        undefined,
        queryOf(filter),
      ),
    modifyTemplate: (templateId: string, body: unknown) =>
      call('PUT', `/recording-parameter-templates/${templateId}`, body),
    deleteTemplate: (templateId: string) =>
      call('DELETE', `/recording-parameter-templates/${templateId}`, {}),
    addRule: (body: unknown) => call<{ ruleId: string }>('POST', '/recording-rules', body),
    queryRules: (filter: Record<string, string | number> = {}) =>
      call<{ total: number; list: Record<string, unknown>[] }>(
        'GET',
        '/recording-rules',
        undefined,
        queryOf(filter),
      ),
    modifyRule: (ruleId: string, body: unknown) => call('PUT', `/recording-rules/${ruleId}`, body),
    deleteRule: (ruleId: string) => call('DELETE', `/recording-rules/${ruleId}`, {}),
    start: (body: unknown) =>
      call<{ code: number; message: string; streamName: string; persistentId: string }[]>(
        'POST',
        '/recordings',
        body,
      ),
    stop: (persistentId: string) => call('PUT', `/recordings/${persistentId}`),
  }
}
export type CdnetworksClient = ReturnType<typeof createCdnetworksClient>
