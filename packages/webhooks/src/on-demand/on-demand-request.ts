import type { StreamName } from '@tapedeck/domain'
import { basicAuthorization } from '../basic-authorization.ts'

/** What a callback is told of the stream. */
export type OnDemandQuestion = {
  stream: StreamName
  /** Null when unknown. */
  codec: string | null
  /** kbit/s; null when unknown. */
  videoKbps: number | null
}

/** What is sent. */
export type OnDemandRequest = {
  origin: string
  path: string
  method: 'GET'
  headers: Record<string, string>
}

/**
 * Builds the request. What the URL has of a query is kept as it is written, in front: it may carry a token.
 * Unknown values are sent empty, which the vendor's receivers take for h264.
 */
export const buildOnDemandRequest = (
  target: URL,
  { stream, codec, videoKbps }: OnDemandQuestion,
): OnDemandRequest => {
  const question = {
    app: stream.app,
    domain: stream.domain,
    stream: stream.stream,
    codec: codec ?? '',
    vbitrate: videoKbps === null ? '' : String(Math.round(videoKbps)),
  }
  const asked = Object.entries(question).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  )
  const kept = target.search.length > 1 ? [target.search.slice(1)] : []
  return {
    origin: target.origin,
    path: `${target.pathname}?${[...kept, ...asked].join('&')}`,
    method: 'GET',
    headers: {
      accept: 'application/json',
      'user-agent': 'Tapedeck-OnDemand/1',
      ...basicAuthorization(target),
    },
  }
}
