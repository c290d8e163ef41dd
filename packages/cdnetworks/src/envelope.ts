import { toTapedeckError } from '@tapedeck/contracts'
import { CdnetworksError } from './cdnetworks-error.ts'

/** Every answer: 200 means success (the only documented code), everything else is the HTTP status. */
export type Envelope = { code: number; message: string; data?: unknown }

/** The answer of a success. */
export const success = (data?: unknown): Envelope => ({
  code: 200,
  message: 'success',
  ...(data === undefined ? {} : { data }),
})

/** An error as it is answered, with the seconds for Retry-After. */
export type ErrorAnswer = { code: number; message: string; retryAfterSeconds: number | null }

/** Seconds after which a caller may try again what failed for the moment. */
const defaultRetrySeconds = 5

/** Any error as it is answered: `message` begins with a word that programs can read. What is unknown is told as a mistake of ours. */
export const errorAnswer = (error: unknown): ErrorAnswer => {
  if (error instanceof CdnetworksError)
    return {
      code: error.status,
      message: error.message,
      retryAfterSeconds: error.retryAfterSeconds,
    }
  const known = toTapedeckError(error)
  const { httpStatus, retry } = known.facts
  return {
    code: httpStatus,
    message: known.message,
    retryAfterSeconds: retry === 'backoff' ? defaultRetrySeconds : null,
  }
}
