import { isTapedeckError, TapedeckError } from '@tapedeck/contracts'

/** Answers of a Redis that lives but cannot serve now. */
const unavailableReplies = [
  'LOADING',
  'READONLY',
  'MASTERDOWN',
  'OOM',
  'MISCONF',
  'BUSY ',
  'NOAUTH',
  'WRONGPASS',
]
const unavailableMessages = [
  'Connection is closed',
  'Command timed out',
  "Stream isn't writeable",
  'Socket timeout',
]
const networkCodes = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN']

const isUnavailable = (error: Error): boolean =>
  error.name === 'MaxRetriesPerRequestError' ||
  unavailableReplies.some((word) => error.message.startsWith(word)) ||
  unavailableMessages.some((words) => error.message.includes(words)) ||
  networkCodes.includes((error as NodeJS.ErrnoException).code ?? '')

/** The client notes the command with its arguments at refusals: whole records, with passwords and keys in URLs. Only its name stays. */
const forgetArguments = (error: Error & { command?: { name?: string } }): void => {
  const { command } = error
  if (command !== undefined) error.command = { name: command.name ?? '' }
}

/** The error as the rest of Tapedeck knows it: REDIS_UNAVAILABLE for lost and refusing servers, itself otherwise. */
export const toRedisError = (error: unknown): unknown => {
  if (isTapedeckError(error) || !(error instanceof Error)) return error
  forgetArguments(error)
  if (!isUnavailable(error)) return error
  return new TapedeckError('REDIS_UNAVAILABLE', { cause: error })
}

// biome-ignore lint/suspicious/noExplicitAny: any function fits
type AsyncPart = Record<string, (...args: any[]) => Promise<unknown>>

/** The same functions, their errors mapped by `toRedisError`. */
export const withRedisErrors = <T extends AsyncPart>(part: T): T =>
  Object.fromEntries(
    Object.entries(part).map(([name, run]) => [
      name,
      async (...args: unknown[]) => {
        try {
          return await run(...args)
        } catch (error) {
          throw toRedisError(error)
        }
      },
    ]),
  ) as T
