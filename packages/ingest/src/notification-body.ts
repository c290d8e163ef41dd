import { TapedeckError } from '@tapedeck/contracts'
import type { RawNotification } from './ingest-event.ts'

/**
 * The body as JSON, whatever its content type says: SRS and Node-Media-Server send JSON as text.
 * @throws TapedeckError INPUT_INVALID
 */
export const jsonBody = ({ body }: RawNotification): unknown => {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new TapedeckError('INPUT_INVALID', {
      detail: 'body: must be JSON',
      problems: [{ field: 'body', message: 'must be JSON' }],
      // the parser's error quotes the body
      cause: cause instanceof SyntaxError ? undefined : cause,
    })
  }
}

/** Fields of a form in the order in which they came. */
export const formPairs = ({ body }: RawNotification): [string, string][] => [
  ...new URLSearchParams(body),
]

/** The first value of each field of the URL's query and of a form body, which wins; texts only. */
export const fieldsOf = (notification: RawNotification): Record<string, string> => {
  const fields = new Map<string, string>()
  for (const [name, value] of formPairs(notification))
    if (!fields.has(name)) fields.set(name, value)
  for (const [name, value] of Object.entries(notification.query))
    if (typeof value === 'string' && !fields.has(name)) fields.set(name, value)
  fields.delete('__proto__')
  return Object.fromEntries(fields)
}
