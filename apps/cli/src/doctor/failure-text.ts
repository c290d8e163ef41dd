import { isTapedeckError } from '@tapedeck/contracts'

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** What went wrong, as short as it can be said: fetch and sockets hide the reason in causes. */
export const failureText = (error: unknown): string => {
  if (isTapedeckError(error)) return error.detail
  if (!(error instanceof Error)) return 'it failed'
  if (error.name === 'TimeoutError') return 'no answer in time'
  if (error instanceof AggregateError && error.errors.length > 0)
    return failureText(error.errors[0])
  if (error.cause instanceof Error) return failureText(error.cause)
  return error.message === '' ? codeOf(error) || error.name : error.message
}
