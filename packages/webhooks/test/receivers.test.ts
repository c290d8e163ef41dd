import { startWebhookReceiver, type WebhookAnswer, type WebhookReceiver } from '@tapedeck/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWebhookSender, type WebhookSender } from '../src/index.ts'
import { sampleMessage, secret, targetOf } from './sample-event.ts'

let receiver: WebhookReceiver
let sender: WebhookSender

beforeEach(async () => {
  receiver = await startWebhookReceiver({ secret })
  sender = createWebhookSender({ allowPrivate: true, timeoutMs: 5000 })
})

afterEach(async () => {
  await receiver.stop()
  await sender.close()
})

const status = (code: number, headers: Record<string, string> = {}): WebhookAnswer => ({
  kind: 'status',
  status: code,
  headers,
})

describe('a delivery to a receiver that behaves', () => {
  it('arrives as signed JSON with the event id and is delivered', async () => {
    const message = sampleMessage()
    const result = await sender.send(targetOf(`${receiver.url}hook?key=1`), message)
    expect(result).toMatchObject({
      outcome: 'delivered',
      status: 204,
      detail: 'the receiver answered 204',
      excerpt: null,
      retryAfterMs: null,
    })
    expect(receiver.rejected).toEqual([])
    expect(receiver.received).toHaveLength(1)
    expect(receiver.received[0]).toMatchObject({
      id: 'evt_1',
      event: message.event,
      path: '/hook?key=1',
    })
    expect(receiver.received[0]?.headers['content-type']).toBe('application/json')
  })

  it('carries the same id and a fresh timestamp on every try', async () => {
    let nowMs = Date.now() - 60_000
    const ticking = createWebhookSender({ allowPrivate: true, clock: () => nowMs })
    await ticking.send(targetOf(receiver.url), sampleMessage())
    nowMs += 60_000
    await ticking.send(targetOf(receiver.url), sampleMessage())
    await ticking.close()
    const [first, second] = receiver.received.map(({ headers }) => headers)
    expect(second?.['webhook-id']).toBe(first?.['webhook-id'])
    expect(Number(second?.['webhook-timestamp'])).toBe(Number(first?.['webhook-timestamp']) + 60)
    expect(second?.['webhook-signature']).not.toBe(first?.['webhook-signature'])
  })

  it('shares connections with the events before it', async () => {
    for (let n = 1; n <= 20; n++)
      await sender.send(targetOf(receiver.url), sampleMessage(`evt_${n}`))
    expect(receiver.received).toHaveLength(20)
    // one may still be settling when the next event comes
    expect(receiver.connectionCount()).toBeLessThanOrEqual(2)
  })

  it('is waited for when the sender closes', async () => {
    receiver.answer({ kind: 'slow', delayMs: 100 })
    const running = sender.send(targetOf(receiver.url), sampleMessage())
    await sender.close()
    expect(await running).toMatchObject({ outcome: 'delivered' })
    sender = createWebhookSender({ allowPrivate: true })
  })

  it('sends the user name and password of the URL as basic authorization', async () => {
    await sender.send(targetOf(receiver.url.replace('://', '://us%65r:p%40ss@')), sampleMessage())
    expect(receiver.received[0]?.headers.authorization).toBe(`Basic ${btoa('user:p@ss')}`)
  })

  it('verifies with the old secret and with the new one while both are valid', async () => {
    const newer = `whsec_${btoa('the next key of these tests')}`
    const changed = await startWebhookReceiver({ secret: newer })
    const secrets = [newer, secret]
    for (const { url } of [receiver, changed])
      expect(await sender.send(targetOf(url, { secrets }), sampleMessage())).toMatchObject({
        outcome: 'delivered',
      })
    const target = targetOf(receiver.url, { secrets: [newer] })
    expect((await sender.send(target, sampleMessage())).status).toBe(401)
    await changed.stop()
  })

  it('sends the headers of the endpoint', async () => {
    const headers = { 'x-tenant': '7', 'webhook-id': 'mine' }
    await sender.send(targetOf(receiver.url, { headers }), sampleMessage())
    expect(receiver.received[0]?.headers).toMatchObject({ 'x-tenant': '7', 'webhook-id': 'evt_1' })
  })

  it('is refused by a receiver that knows another secret', async () => {
    const target = targetOf(receiver.url, { secrets: [`whsec_${btoa('other')}`] })
    const result = await sender.send(target, sampleMessage())
    expect(result).toMatchObject({ outcome: 'retry', status: 401 })
    expect(receiver.rejected[0]).toMatch(/No matching signature/)
  })
})

describe('a delivery to a receiver that answers otherwise', () => {
  it.each([
    [500, 'retry'],
    [404, 'retry'],
    [410, 'gone'],
    [202, 'delivered'],
  ])('answered %d it is %s', async (code, outcome) => {
    receiver.answer(status(code))
    expect(await sender.send(targetOf(receiver.url), sampleMessage())).toMatchObject({
      outcome,
      status: code,
    })
  })

  it('does not follow a redirect', async () => {
    receiver.answerNext({ kind: 'redirect', location: `${receiver.url}elsewhere` })
    expect(await sender.send(targetOf(receiver.url), sampleMessage())).toMatchObject({
      outcome: 'retry',
      status: 302,
      detail: 'the receiver answered 302; redirects are not followed',
    })
    expect(receiver.received).toHaveLength(1)
  })

  it('tells how long the receiver wants to be left alone', async () => {
    receiver.answer(status(429, { 'retry-after': '17' }))
    expect(await sender.send(targetOf(receiver.url), sampleMessage())).toMatchObject({
      outcome: 'retry',
      retryAfterMs: 17_000,
    })
  })

  it('waits for a slow receiver within its time', async () => {
    receiver.answer({ kind: 'slow', delayMs: 100 })
    expect(await sender.send(targetOf(receiver.url), sampleMessage())).toMatchObject({
      outcome: 'delivered',
    })
  })
})

describe('a delivery that cannot be signed', () => {
  it('is not sent, and tried again, since its owner can give another secret', async () => {
    const target = targetOf(receiver.url, { secrets: ['whsec_not base64!'] })
    const result = await sender.send(target, sampleMessage())
    expect(result).toMatchObject({ outcome: 'retry', status: null, excerpt: null })
    expect(result.detail).not.toContain('base64')
    expect(receiver.connectionCount()).toBe(0)
  })
})

describe('a delivery to a receiver that misbehaves', () => {
  it('is tried again when there is no answer in time', async () => {
    const hasty = createWebhookSender({ allowPrivate: true, timeoutMs: 150 })
    receiver.answer({ kind: 'hang' })
    expect(await hasty.send(targetOf(receiver.url), sampleMessage())).toMatchObject({
      outcome: 'retry',
      status: null,
      detail: 'there was no answer within 150 ms',
    })
    await hasty.close()
  })

  it('is tried again when a name is resolved too slowly', async () => {
    const hasty = createWebhookSender({
      allowPrivate: true,
      timeoutMs: 100,
      resolve: () => new Promise(() => undefined),
    })
    expect(await hasty.send(targetOf('http://receiver.test/'), sampleMessage())).toMatchObject({
      outcome: 'retry',
      detail: 'there was no answer within 100 ms',
    })
    await hasty.close()
  })

  it('is tried again when the connection is closed without an answer', async () => {
    receiver.answer({ kind: 'close' })
    expect(await sender.send(targetOf(receiver.url), sampleMessage())).toMatchObject({
      outcome: 'retry',
      status: null,
      detail: 'the receiver closed the connection without an answer',
    })
  })

  it('is tried again when the answer is not HTTP', async () => {
    receiver.answer({ kind: 'garbage' })
    const result = await sender.send(targetOf(receiver.url), sampleMessage())
    expect(result).toMatchObject({ outcome: 'retry', status: null })
    expect(result.detail).toBe('the answer is not HTTP')
  })

  it('is tried again when nobody listens', async () => {
    const { url } = receiver
    await receiver.stop()
    expect(await sender.send(targetOf(url), sampleMessage())).toMatchObject({
      outcome: 'retry',
      detail: 'the receiver refuses connections',
    })
    receiver = await startWebhookReceiver({ secret })
  })

  it('is tried again when there is no TLS where there should be', async () => {
    const result = await sender.send(
      targetOf(receiver.url.replace('http', 'https')),
      sampleMessage(),
    )
    expect(result).toMatchObject({ outcome: 'retry', status: null })
    expect(result.detail).toMatch(/no secure connection/)
  })

  it('is delivered without reading a huge body of the answer', async () => {
    const bodyBytes = 2 ** 30
    receiver.answer({ kind: 'bigBody', status: 200, bytes: bodyBytes })
    expect(await sender.send(targetOf(receiver.url), sampleMessage())).toMatchObject({
      outcome: 'delivered',
      excerpt: 'x'.repeat(1024),
    })
    // what was sent and not read lies in the kernel's buffers
    expect(receiver.sentBytes()).toBeLessThan(32 * 2 ** 20)
  })

  it('is delivered, and the connection given up, when the body of the answer never ends', async () => {
    receiver.answer({ kind: 'endlessBody', status: 200 })
    expect(await sender.send(targetOf(receiver.url), sampleMessage())).toMatchObject({
      outcome: 'delivered',
      excerpt: expect.stringMatching(/^x{1,1024}$/),
    })
    receiver.answer({ kind: 'status', status: 204 })
    await sender.send(targetOf(receiver.url), sampleMessage('evt_2'))
    expect(receiver.connectionCount()).toBe(2)
  })
})
