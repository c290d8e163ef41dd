import { createHmac } from 'node:crypto'
import { Secret } from './secret.ts'

const derived = (apiKey: Secret, purpose: string): string =>
  createHmac('sha256', apiKey.reveal()).update(purpose).digest('base64')

/**
 * The secret that signs webhooks when none is configured: derived from the API key, so that the API can show it
 * and the notifier can sign with it without sharing one more setting.
 */
export const derivedWebhookSecret = (apiKey: Secret): Secret =>
  new Secret(`whsec_${derived(apiKey, 'tapedeck webhook signing v1')}`)

/** The key that seals secrets in Redis when none is configured. Another API key makes them unreadable. */
export const derivedMasterKey = (apiKey: Secret): Secret =>
  new Secret(derived(apiKey, 'tapedeck master key v1'))
