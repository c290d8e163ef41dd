import createRawClient from 'openapi-fetch'
import type { ClientParts } from './client-parts.ts'
import { type FollowOptions, followEvents } from './event-stream/follow-events.ts'
import { liveSnapshots } from './live.ts'
import { accessKeysOf } from './resources/access-keys.ts'
import { apiKeysOf } from './resources/api-keys.ts'
import { deliveriesOf } from './resources/deliveries.ts'
import { domainsOf } from './resources/domains.ts'
import { endpointsOf } from './resources/endpoints.ts'
import { eventsOf } from './resources/events.ts'
import { recordersOf } from './resources/recorders.ts'
import { recordingsOf } from './resources/recordings.ts'
import { rulesOf } from './resources/rules.ts'
import { sourcesOf } from './resources/sources.ts'
import { storagesOf } from './resources/storages.ts'
import { streamsOf } from './resources/streams.ts'
import { templatesOf } from './resources/templates.ts'
import type { RawClient, Schemas } from './schemas.ts'
import { answerOf } from './transport/answer.ts'
import type { Fetch } from './transport/fetch-streamed.ts'
import { createRetryingFetch } from './transport/retrying-fetch.ts'

export type ClientOptions = {
  /** Where the API is, without /v1. In a browser '' is the page's own server. */
  baseUrl: string
  key: string
  /** Instead of the global `fetch`. */
  fetch?: Fetch | undefined
  /** How often a call that may be repeated is sent again when no answer came; 3 when absent. */
  retries?: number | undefined
  /**
   * How long one try may take; 30 s when absent. Of `raw` with `parseAs: 'stream'`, how long the answer may take to begin, and
   * each piece of it to come. Streams of events are not bounded by it.
   */
  timeoutMs?: number | undefined
  /** As Math.random, which it is when absent: for how long to wait before trying again. */
  random?: (() => number) | undefined
}

/** The whole API of one server, with one key. */
export type Tapedeck = ReturnType<typeof createClient>

const defaultRetries = 3
const defaultTimeoutMs = 30_000

/** The parts of a client; what is not given is as in ClientOptions. */
const partsOf = ({
  baseUrl,
  key,
  fetch = (request) => globalThis.fetch(request),
  retries = defaultRetries,
  timeoutMs = defaultTimeoutMs,
  random = Math.random,
}: ClientOptions): ClientParts => {
  const root = baseUrl.replace(/\/+$/, '')
  const headers = { authorization: `Bearer ${key}` }
  const streamed = new WeakSet<Request>()
  const isStreamed = (request: Request): boolean => streamed.has(request)
  const raw: RawClient = createRawClient({
    baseUrl: root,
    headers,
    fetch: createRetryingFetch({ fetch, retries, timeoutMs, isStreamed, random }),
  })
  raw.use({
    onRequest: ({ request, options: { parseAs } }) => {
      if (parseAs === 'stream') streamed.add(request)
    },
  })
  return {
    raw,
    follow: (path, after, options) =>
      followEvents({ fetch, url: `${root}${path}`, headers, random }, after, options),
  }
}

/**
 * A client of Tapedeck's API. Every call throws TapedeckApiError when it was refused, failed or got no answer. It holds
 * no connection of its own: what follows events ends with its signal or its reader.
 */
export const createClient = (options: ClientOptions) => {
  const parts = partsOf(options)
  return {
    recordings: recordingsOf(parts),
    templates: templatesOf(parts),
    rules: rulesOf(parts),
    domains: domainsOf(parts),
    sources: sourcesOf(parts),
    storages: storagesOf(parts),
    streams: streamsOf(parts),
    recorders: recordersOf(parts),
    events: eventsOf(parts),
    endpoints: endpointsOf(parts),
    deliveries: deliveriesOf(parts),
    accessKeys: accessKeysOf(parts),
    apiKeys: apiKeysOf(parts),
    /** Whose key this is, and what it may do. */
    session: (): Promise<Schemas['Session']> => answerOf(parts.raw.GET('/v1/session')),
    /** What happens now, about once a second. */
    live: (followOptions: FollowOptions = {}) => liveSnapshots(parts, followOptions),
    /** Any route, typed by the OpenAPI document; answers `{data, error, response}` and throws only without an answer. */
    raw: parts.raw,
  }
}
