import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import type { Schemas } from './schemas.ts'

/** What a webhook says: an event of a recording, a stream that is not recorded, or a test. */
export type WebhookEvent = Schemas['EventLogPage']['items'][number] | EndpointTestEvent

/** What an endpoint is sent to try it out. It belongs to nothing. */
export type EndpointTestEvent = {
  id: string
  type: 'endpoint.test'
  occurredAt: string
  recordingId: null
  generation: 0
  data: { endpointId: string }
}

/** A webhook that was not signed with the secret, is older than five minutes, or is none. */
export class WebhookSignatureError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WebhookSignatureError'
  }
}

type SentHeaders = Headers | Record<string, string | string[] | undefined>

const signedHeaders = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const

const headerOf = (headers: SentHeaders, name: string): string => {
  if (headers instanceof Headers) return headers.get(name) ?? ''
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return (Array.isArray(found) ? found.join(' ') : found) ?? ''
}

const verifierOf = (secret: string): Webhook => {
  try {
    return new Webhook(secret)
  } catch {
    // its message could show the secret
    throw new TypeError('The secret is not one of a Tapedeck endpoint: whsec_ and base64.')
  }
}

/**
 * Checks the signature of a webhook as Standard Webhooks has it, and reads it. The same event may come more than once:
 * keep its `id` (header webhook-id) to know it again.
 * @param webhook.body the body as it came, not parsed and written again
 * @param webhook.secret of the endpoint; several while a secret is changed
 * @throws WebhookSignatureError when it cannot be trusted; answer 400 then
 */
export const verifyWebhook = ({
  secret,
  headers,
  body,
}: {
  secret: string | readonly string[]
  headers: SentHeaders
  body: string
}): WebhookEvent => {
  const signed = Object.fromEntries(signedHeaders.map((name) => [name, headerOf(headers, name)]))
  let reason = 'No secret was given.'
  for (const verifier of [secret].flat().map(verifierOf))
    try {
      verifier.verify(body, signed, { jsonParse: false })
      return JSON.parse(body) as WebhookEvent
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error
      reason = error.message
    }
  throw new WebhookSignatureError(reason)
}
