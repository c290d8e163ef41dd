import type { S3Client } from '@aws-sdk/client-s3'
import type { RequestPacer } from './request-pacer.ts'
import { toS3Error } from './s3-error.ts'

/** Why a try of a request failed, for metrics. */
export const requestFailures = ['unreachable', 'refused', 'slow_down', 'failed'] as const
export type RequestFailure = (typeof requestFailures)[number]

/** One try of a request, for metrics. */
export type TriedRequest = {
  /** The S3 operation, such as `UploadPart`. */
  operation: string
  /** From its start, after the pacing, to its answer. */
  seconds: number
  /** Null when the service answered as it should. */
  failure: RequestFailure | null
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const isSlowDown = (facts: Record<string, unknown>): boolean => {
  const status = objectOf(facts.$metadata).httpStatusCode
  return status === 503 || status === 429 || facts.name === 'SlowDown'
}

/** What a failed try means; null when the service answered as it should, such as that an object is not there. */
export const failureOf = (error: unknown, operation: string): RequestFailure | null => {
  const { code } = toS3Error(error, { operation, bucket: '', key: '' })
  if (code === 'STORAGE_UNREACHABLE') return 'unreachable'
  if (code === 'STORAGE_DENIED') return 'refused'
  if (isSlowDown(objectOf(error))) return 'slow_down'
  return code === 'STORAGE_FAILED' ? 'failed' : null
}

/** The pause that an answer asks for by Retry-After, in milliseconds; null when it names none in seconds. */
export const askedPauseMs = (error: unknown): number | null => {
  const headers = objectOf(objectOf(objectOf(error).$response).headers)
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null
}

/** Paces every try of every request of a client, and tells what went wrong with it. */
export const watchRequests = (
  client: S3Client,
  {
    pacer,
    monotonic,
    onRefused,
    onTried,
  }: {
    pacer: RequestPacer
    /** Milliseconds that do not jump. */
    monotonic: () => number
    onRefused: () => void
    onTried: (tried: TriedRequest) => void
  },
): void => {
  client.middlewareStack.add(
    (next, { commandName = 'unknown' }) =>
      (args) =>
        pacer.run(async (startedAtMs) => {
          const operation = commandName.replace(/Command$/, '')
          const beganAtMs = monotonic()
          const tell = (failure: RequestFailure | null): void =>
            onTried({ operation, seconds: (monotonic() - beganAtMs) / 1000, failure })
          try {
            const result = await next(args)
            pacer.succeeded(startedAtMs)
            tell(null)
            return result
          } catch (error) {
            const failure = failureOf(error, operation)
            if (failure === 'slow_down') pacer.slowDown(startedAtMs, askedPauseMs(error))
            else if (failure === null) pacer.succeeded(startedAtMs)
            if (failure === 'refused') onRefused()
            tell(failure)
            throw error
          }
        }),
    // behind the SDK's own tries again, so that each try is seen
    { step: 'finalizeRequest', name: 'tapedeckWatchRequests', priority: 'low' },
  )
}
