import { createHmac } from 'node:crypto'
import { Secret } from './secret.ts'

/**
 * The secret that signs webhooks when none is configured: derived from the API key, so that the API can show it
 * and the notifier can sign with it without sharing one more setting.
 */
export const derivedWebhookSecret = (apiKey: Secret): Secret =>
  new Secret(
    `whsec_${createHmac('sha256', apiKey.reveal()).update('tapedeck webhook signing v1').digest('base64')}`,
  )
