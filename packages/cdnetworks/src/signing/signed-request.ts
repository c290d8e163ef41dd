/** What of an HTTP request its signature covers. */
export type SignedRequest = {
  method: string
  /** Path and query as they stand in the request line. */
  target: string
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>
  /** The bytes as they came: clients sign them before anybody reads them as JSON. */
  body: Uint8Array
}

/** Seconds by which a client's clock may differ (CDNetworks, AK/SK authentication). */
export const maxSkewSeconds = 300

/** For how long a signature is remembered: it stays valid for the skew before and after its timestamp. */
export const replayMemoryMs = 2 * maxSkewSeconds * 1000

/** One header as text; '' when it was not sent. */
export const headerOf = ({ headers }: Pick<SignedRequest, 'headers'>, name: string): string => {
  const value = headers[name]
  return Array.isArray(value) ? value.join(',') : (value ?? '')
}

/** True when a moment (Unix milliseconds) is near enough to the server's. */
export const isFresh = (atMs: number, nowMs: number): boolean =>
  Math.abs(nowMs - atMs) <= maxSkewSeconds * 1000
