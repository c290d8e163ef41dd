import { type ErrorCode, isTapedeckError, TapedeckError } from '@tapedeck/contracts'

/** What was asked of the store, for the sentence in the error. */
export type S3Subject = { operation: string; bucket: string; key?: string }

/** Error names of S3 and of the SDK that say more than their HTTP status. */
const codeByName: Record<string, ErrorCode> = {
  NoSuchBucket: 'STORAGE_NOT_FOUND',
  NoSuchKey: 'OBJECT_NOT_FOUND',
  NoSuchUpload: 'OBJECT_NOT_FOUND',
  NoSuchVersion: 'OBJECT_NOT_FOUND',
  AccessDenied: 'STORAGE_DENIED',
  AccountProblem: 'STORAGE_DENIED',
  AllAccessDisabled: 'STORAGE_DENIED',
  AuthorizationHeaderMalformed: 'STORAGE_DENIED',
  CredentialsProviderError: 'STORAGE_DENIED',
  ExpiredToken: 'STORAGE_DENIED',
  InvalidAccessKeyId: 'STORAGE_DENIED',
  InvalidToken: 'STORAGE_DENIED',
  NotSignedUp: 'STORAGE_DENIED',
  RequestTimeTooSkewed: 'STORAGE_DENIED',
  SignatureDoesNotMatch: 'STORAGE_DENIED',
  TokenRefreshRequired: 'STORAGE_DENIED',
  AbortError: 'STORAGE_UNREACHABLE',
  TimeoutError: 'STORAGE_UNREACHABLE',
  RequestTimeout: 'STORAGE_UNREACHABLE',
}

const networkCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
])

/** Node names every failed certificate check like one of these. */
const isTlsCode = (code: string): boolean =>
  /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const statusOf = (error: Record<string, unknown>): number | null => {
  const status = objectOf(error.$metadata).httpStatusCode
  return typeof status === 'number' ? status : null
}

/** The network code of the error itself or of what caused it (a failed dual-stack connect is an AggregateError). */
const networkCodeOf = (error: Record<string, unknown>): string | null => {
  for (const candidate of [error, objectOf(error.cause)]) {
    const code = text(candidate.code)
    if (code !== null && (networkCodes.has(code) || isTlsCode(code))) return code
  }
  return null
}

/**
 * True for the page of some web server. An answer to HEAD has no body to tell by, but S3's own has headers of S3 or the
 * type of its errors, which is XML; where there is no type it may be S3's.
 */
const isWebPage = (error: Record<string, unknown>): boolean => {
  const headers = objectOf(objectOf(error.$response).headers)
  const isOfS3 = Object.keys(headers).some(
    (name) => name.startsWith('x-amz-') || name === 'x-trans-id',
  )
  return !isOfS3 && /^(text\/(html|plain)|application\/json)/.test(String(headers['content-type']))
}

/**
 * Only the store knows that something is not there. A router in front of it that finds no way to it answers 404 too,
 * and the SDK calls either one `NotFound` unless the answer names a code; media must not be given up for that.
 */
const codeOfNotFound = (error: Record<string, unknown>, subject: S3Subject): ErrorCode => {
  const isSaid =
    error.Code === 'NotFound' || (subject.operation === 'HeadObject' && !isWebPage(error))
  if (!isSaid) return 'STORAGE_FAILED'
  return subject.key === undefined ? 'STORAGE_NOT_FOUND' : 'OBJECT_NOT_FOUND'
}

const codeByStatus = (error: Record<string, unknown>, subject: S3Subject): ErrorCode => {
  const status = statusOf(error)
  if (status === 401 || status === 403) return 'STORAGE_DENIED'
  return status === 404 ? codeOfNotFound(error, subject) : 'STORAGE_FAILED'
}

/**
 * The SDK's error as ours: by name, then by network code, then by HTTP status.
 * The SDK's own error is not kept as the cause, for it carries the signed request; name and message are.
 */
export const toS3Error = (error: unknown, subject: S3Subject): TapedeckError => {
  if (isTapedeckError(error)) return error
  const facts = objectOf(error)
  const name = text(facts.name) ?? 'Error'
  const status = statusOf(facts)
  const network = networkCodeOf(facts)
  const byName = Object.hasOwn(codeByName, name) ? codeByName[name] : undefined
  const code = byName ?? (network === null ? codeByStatus(facts, subject) : 'STORAGE_UNREACHABLE')
  const what = `${subject.operation} on bucket "${subject.bucket}"${subject.key === undefined ? '' : `, key "${subject.key}"`}`
  const why = network ?? (status === null ? name : `HTTP ${status} ${name}`)
  const cause = new Error(text(facts.message) ?? 'no message')
  cause.name = name
  return new TapedeckError(code, { detail: `${what}: ${why}`, cause })
}

/** Waits for a request that takes something away: that it was not there any more is no failure. */
export const unlessGone = async (request: Promise<unknown>): Promise<void> => {
  try {
    await request
  } catch (error) {
    if (!(isTapedeckError(error) && error.code === 'OBJECT_NOT_FOUND')) throw error
  }
}
