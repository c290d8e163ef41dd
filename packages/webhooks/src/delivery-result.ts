/**
 * delivered: answered 2xx, or the dialect has no such event (status null). retry: may work later. gone: answered 410, the receiver wants no more.
 * refused: never sent, the address is not allowed or not usable.
 */
export type DeliveryOutcome = 'delivered' | 'retry' | 'gone' | 'refused'

/** What became of one try. */
export type DeliveryResult = {
  outcome: DeliveryOutcome
  /** HTTP status; null when there was no answer. */
  status: number | null
  /** Milliseconds that the try took in all. */
  latencyMs: number
  /** One sentence for people; holds no URL, since URLs carry secrets. */
  detail: string
  /**
   * The beginning of the answer's body as text, at most `deliveryLimits.excerptBytes`; null when there was none. It may hold
   * what was sent, so it is for the endpoint's owner and not for logs.
   */
  excerpt: string | null
  /** How long the receiver asked to be left alone. */
  retryAfterMs: number | null
}

/** Standard Webhooks: 2xx is success, 410 unsubscribes, everything else, redirects included, is a failure to be retried. */
export const outcomeOfStatus = (status: number): DeliveryOutcome => {
  if (status >= 200 && status < 300) return 'delivered'
  return status === 410 ? 'gone' : 'retry'
}

/** The sentence for an answer. */
export const detailOfStatus = (status: number): string => {
  const note = status >= 300 && status < 400 ? '; redirects are not followed' : ''
  return `the receiver answered ${status}${note}`
}

const plainDetails: Record<string, string> = {
  ECONNREFUSED: 'the receiver refuses connections',
  ECONNRESET: 'the receiver closed the connection without an answer',
  EPIPE: 'the receiver closed the connection without an answer',
  UND_ERR_SOCKET: 'the receiver closed the connection without an answer',
  ENOTFOUND: "the receiver's name cannot be resolved",
  EAI_AGAIN: "the receiver's name cannot be resolved",
  ETIMEOUT: "the receiver's name could not be resolved in time",
  EHOSTUNREACH: 'the receiver cannot be reached',
  ENETUNREACH: 'the receiver cannot be reached',
  ETIMEDOUT: 'the receiver did not accept the connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'the receiver did not accept the connection in time',
  UND_ERR_HEADERS_OVERFLOW: "the answer's headers are too large",
}

/** The sentence for a failure to get an answer, or null when the error is not one of the network's. */
export const detailOfFailure = (error: unknown): string | null => {
  if (!(error instanceof Error)) return null
  // undici's parser gives some of its errors no code
  if (error.name === 'HTTPParserError') return 'the answer is not HTTP'
  const code = 'code' in error ? error.code : null
  if (typeof code !== 'string') return null
  const plain = plainDetails[code]
  if (plain !== undefined) return plain
  if (/TLS|SSL|CERT|SIGNATURE|EPROTO/.test(code)) return `no secure connection (${code})`
  return `the request failed (${code})`
}
