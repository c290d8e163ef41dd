import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { verifyWebhook, WebhookSignatureError } from './verify-webhook.ts'

const secretOf = (byte: number): string => `whsec_${Buffer.alloc(32, byte).toString('base64')}`
const secret = secretOf(1)
const body = JSON.stringify({ id: 'evt_1', type: 'file.created', data: {} })

const signed = (signer = secret, sentAt = new Date()) => ({
  'Webhook-Id': 'evt_1',
  'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
  'webhook-signature': new Webhook(signer).sign('evt_1', sentAt, body),
})

describe('a webhook', () => {
  test('that is signed is read, whatever kind of headers the server has', () => {
    const expected = { id: 'evt_1', type: 'file.created', data: {} }
    expect(verifyWebhook({ secret, headers: signed(), body })).toEqual(expected)
    expect(verifyWebhook({ secret, headers: new Headers(signed()), body })).toEqual(expected)
  })

  test('that is signed with any of the secrets is read', () => {
    const secrets = [secretOf(2), secret]
    expect(verifyWebhook({ secret: secrets, headers: signed(), body })).toMatchObject({
      id: 'evt_1',
    })
  })

  test('that was changed, signed by others, is old, or says nothing is refused', () => {
    const old = new Date(Date.now() - 301_000)
    for (const [headers, sent] of [
      [signed(), `${body} `],
      [signed(secretOf(2)), body],
      [signed(secret, old), body],
      [{ ...signed(), 'Webhook-Id': 'evt_2' }, body],
      [{}, body],
    ] as const)
      expect(() => verifyWebhook({ secret, headers, body: sent })).toThrow(WebhookSignatureError)
  })

  test('is refused when there is no secret, or none that could be one, which is not shown', () => {
    expect(() => verifyWebhook({ secret: [], headers: signed(), body })).toThrow(
      WebhookSignatureError,
    )
    expect(() => verifyWebhook({ secret: 'whsec_%%secret%%', headers: signed(), body })).toThrow(
      /^The secret is not one of a Tapedeck endpoint/,
    )
  })
})
