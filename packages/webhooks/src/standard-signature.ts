import type { RenderedWebhook } from '@tapedeck/contracts'
import { Webhook } from 'standardwebhooks'
import type { WebhookMessage } from './webhook-message.ts'

const signerOf = (secret: string): Webhook | null => {
  try {
    return new Webhook(secret)
  } catch {
    // its message could show the secret
    return null
  }
}

/**
 * Signs by the Standard Webhooks specification: headers webhook-id, webhook-timestamp and webhook-signature over
 * `id.timestamp.body`. Every usable secret signs, so that receivers can change over from one to the next.
 * @returns null when no secret can be used
 */
export const renderStandard = (
  { event }: WebhookMessage,
  secrets: string[],
  nowMs: number,
): RenderedWebhook | null => {
  const signers = secrets.map(signerOf).filter((signer) => signer !== null)
  if (signers.length === 0) return null
  const body = JSON.stringify(event)
  const signatures = signers.map((signer) => signer.sign(event.id, new Date(nowMs), body))
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': event.id,
      'webhook-timestamp': String(Math.floor(nowMs / 1000)),
      'webhook-signature': signatures.join(' '),
    },
    body,
  }
}
