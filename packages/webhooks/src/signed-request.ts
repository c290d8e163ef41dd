import { TapedeckError, type TapedeckEvent } from '@tapedeck/contracts'
import { Webhook } from 'standardwebhooks'
import { basicAuthorization } from './basic-authorization.ts'

/** What is posted for one event. */
export type SignedRequest = {
  origin: string
  path: string
  method: 'POST'
  headers: Record<string, string>
  body: string
}

/** Builds the request of one try; every try has a fresh timestamp and signature, and the same id. */
export type SignRequest = (target: URL, event: TapedeckEvent, nowMs: number) => SignedRequest

const createSigner = (secret: string): Webhook => {
  try {
    return new Webhook(secret)
  } catch {
    // no cause: its message could show the secret
    throw new TapedeckError('INPUT_INVALID', {
      detail: 'the webhook secret must be whsec_ followed by a key in base64',
    })
  }
}

/**
 * Signs by the Standard Webhooks specification: headers webhook-id, webhook-timestamp and webhook-signature
 * over `id.timestamp.body`.
 * @param secret `whsec_` and the key in base64
 * @throws TapedeckError INPUT_INVALID when the secret is not one
 */
export const createRequestSigner = (secret: string): SignRequest => {
  const signer = createSigner(secret)
  return (target, event, nowMs) => {
    const body = JSON.stringify(event)
    return {
      origin: target.origin,
      path: `${target.pathname}${target.search}`,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Tapedeck-Webhooks/1',
        'webhook-id': event.id,
        'webhook-timestamp': String(Math.floor(nowMs / 1000)),
        'webhook-signature': signer.sign(event.id, new Date(nowMs), body),
        ...basicAuthorization(target),
      },
      body,
    }
  }
}
