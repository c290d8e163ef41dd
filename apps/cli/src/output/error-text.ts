import { TapedeckApiError } from '@tapedeck/client'
import { printable } from './printable.ts'

const problemLine = ({ field, message, allowed }: TapedeckApiError['problems'][number]): string =>
  `  ${field} ${message}${allowed === undefined ? '' : ` (${allowed.join(', ')})`}`

const reasonOf = ({ cause }: TapedeckApiError): string => {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : null
  return inner instanceof Error ? ` (${inner.message})` : ''
}

/**
 * What went wrong, for people: a sentence, and a line for each field that the API refused.
 * @param apiUrl where the API was asked
 */
export const errorText = (error: unknown, apiUrl: string): string => {
  if (error instanceof TapedeckApiError && error.status === 0)
    return printable(`${error.code}: no answer from ${apiUrl}${reasonOf(error)}`)
  if (error instanceof TapedeckApiError)
    return [`${error.code}: ${error.detail}`, ...error.problems.map(problemLine)]
      .map(printable)
      .join('\n')
  return error instanceof Error ? error.message : String(error)
}

/** The same for programs, as one JSON object. */
export const errorJson = (error: unknown): object => {
  if (error instanceof TapedeckApiError) {
    const { code, status, detail, problems } = error
    return { error: { code, status, detail, problems } }
  }
  return { error: { code: null, detail: error instanceof Error ? error.message : String(error) } }
}
