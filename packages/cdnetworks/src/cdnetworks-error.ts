/** Errors of this API alone, with their HTTP status, which is their code in the envelope as well. */
export const cdnetworksErrors = {
  AUTHORIZATION_MISSING: 401,
  ACCESS_KEY_UNKNOWN: 401,
  SIGNATURE_INVALID: 401,
  TIMESTAMP_OUT_OF_RANGE: 401,
  REQUEST_REPLAYED: 401,
  ACCESS_DENIED: 403,
  PARAMETER_INVALID: 400,
  BODY_NOT_JSON: 400,
  TEMPLATE_NOT_FOUND: 404,
  TEMPLATE_IN_USE: 409,
  RULE_NOT_FOUND: 404,
  STREAM_NOT_LIVE: 404,
  TOO_MANY_REQUESTS: 429,
} as const
export type CdnetworksErrorName = keyof typeof cdnetworksErrors

/** An error as clients of CDNetworks are told it: a number, and a word with a sentence. */
export class CdnetworksError extends Error {
  readonly code: CdnetworksErrorName
  readonly status: number
  /** One sentence for the reader, without secrets. */
  readonly detail: string
  /** Seconds after which the same request can work; null when waiting does not help. */
  readonly retryAfterSeconds: number | null

  constructor(
    code: CdnetworksErrorName,
    detail: string,
    options: { retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CdnetworksError'
    this.code = code
    this.status = cdnetworksErrors[code]
    this.detail = detail
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }
}
