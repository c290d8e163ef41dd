import { TapedeckError } from '@tapedeck/contracts'
import { notifyUrlProblem } from '@tapedeck/webhooks'
import type { ApiContext } from '../api-context.ts'

/** An address of a request, and the field that gives it. */
export type NamedReceiver = { field: string; url: string | null | undefined }

/**
 * Refuses addresses to which nothing could ever be sent, as far as that is seen without asking a resolver.
 * @throws TapedeckError WEBHOOK_ADDRESS_REFUSED, naming each field
 */
export const assertReceivers = (
  { config }: Pick<ApiContext, 'config'>,
  ...receivers: NamedReceiver[]
): void => {
  const scope = config.webhookAllowPrivate ? 'private' : 'public'
  const problems = receivers.flatMap(({ field, url }) => {
    const message = typeof url === 'string' ? notifyUrlProblem(url, scope) : null
    return message === null ? [] : [{ field, message }]
  })
  if (problems.length === 0) return
  const detail = problems.map(({ field, message }) => `${field}: ${message}`).join('; ')
  throw new TapedeckError('WEBHOOK_ADDRESS_REFUSED', { detail, problems })
}
