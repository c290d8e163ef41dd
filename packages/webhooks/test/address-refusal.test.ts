import type { LookupAddress } from 'node:dns'
import { startWebhookReceiver, type WebhookReceiver } from '@tapedeck/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWebhookSender, type ResolveFunction, type WebhookSender } from '../src/index.ts'
import { sampleEvent, secret } from './sample-event.ts'

let receiver: WebhookReceiver
const senders: WebhookSender[] = []

beforeEach(async () => {
  receiver = await startWebhookReceiver({ secret })
})

afterEach(async () => {
  await receiver.stop()
  await Promise.all(senders.splice(0).map((sender) => sender.close()))
})

const senderWith = (options: {
  allowPrivate: boolean
  resolve?: ResolveFunction
}): WebhookSender => {
  const sender = createWebhookSender({ secret, timeoutMs: 3000, ...options })
  senders.push(sender)
  return sender
}

const answering = (...addresses: string[]): ResolveFunction => {
  const found = addresses.map(
    (address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }),
  )
  return () => Promise.resolve(found)
}

const port = (): string => new URL(receiver.url).port

describe('a receiver on a private address', () => {
  it.each(['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::ffff:127.0.0.1]'])(
    'is not connected to when the URL names it as %s',
    async (host) => {
      const result = await senderWith({ allowPrivate: false }).send(
        `http://${host}:${port()}/`,
        sampleEvent('evt_1'),
      )
      expect(result).toMatchObject({ outcome: 'refused', status: null, retryAfterMs: null })
      expect(receiver.connectionCount()).toBe(0)
    },
  )

  it.each([
    ['localhost.attacker.test', ['127.0.0.1']],
    ['six.attacker.test', ['::1']],
    ['mapped.attacker.test', ['::ffff:127.0.0.1']],
    ['nat64.attacker.test', ['64:ff9b::7f00:1']],
    ['network.attacker.test', ['10.1.2.3', '192.168.1.1']],
    ['metadata.google.internal', ['169.254.169.254']],
    ['alibaba.attacker.test', ['100.100.100.200']],
    ['azure.attacker.test', ['168.63.129.16']],
    ['aws6.attacker.test', ['fd00:ec2::254']],
    ['nothing.attacker.test', []],
  ])('is not connected to when %s resolves to %j', async (name, addresses) => {
    const sender = senderWith({ allowPrivate: false, resolve: answering(...addresses) })
    const result = await sender.send(`http://${name}:${port()}/`, sampleEvent('evt_1'))
    expect(result.outcome).toBe('refused')
    expect(receiver.connectionCount()).toBe(0)
  })

  it('is not connected to over TLS either', async () => {
    const sender = senderWith({ allowPrivate: false, resolve: answering('127.0.0.1') })
    const url = `https://receiver.test:${port()}/`
    expect((await sender.send(url, sampleEvent('evt_1'))).outcome).toBe('refused')
    expect(receiver.connectionCount()).toBe(0)
  })

  it('is refused by the name that the operating system knows', async () => {
    const sender = senderWith({ allowPrivate: false })
    const result = await sender.send(`http://localhost:${port()}/`, sampleEvent('evt_1'))
    expect(result.outcome).toBe('refused')
    expect(receiver.connectionCount()).toBe(0)
  })

  it('is connected to when private networks are allowed', async () => {
    const sender = senderWith({ allowPrivate: true })
    const result = await sender.send(`http://localhost:${port()}/`, sampleEvent('evt_1'))
    expect(result.outcome).toBe('delivered')
  })
})

describe('a name that changes what it stands for', () => {
  it('is asked for once per connection, so the checked address is the one connected to', async () => {
    let asked = 0
    const sender = senderWith({
      allowPrivate: true,
      resolve: () => {
        asked += 1
        return answering(asked === 1 ? '127.0.0.1' : '169.254.169.254')('')
      },
    })
    receiver.answer({ kind: 'status', status: 204, headers: { connection: 'close' } })
    const url = `http://rebinding.test:${port()}/`
    expect((await sender.send(url, sampleEvent('evt_1'))).outcome).toBe('delivered')
    expect(asked).toBe(1)
    expect((await sender.send(url, sampleEvent('evt_2'))).outcome).toBe('refused')
    expect(asked).toBe(2)
    expect(receiver.received).toHaveLength(1)
  })

  it('is connected to at its permitted addresses only', async () => {
    const sender = senderWith({
      allowPrivate: true,
      resolve: answering('169.254.169.254', '::', '127.0.0.1'),
    })
    const url = `http://mixed.test:${port()}/`
    expect((await sender.send(url, sampleEvent('evt_1'))).outcome).toBe('delivered')
  })

  it('is tried again when it cannot be resolved', async () => {
    const sender = senderWith({
      allowPrivate: false,
      resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    })
    expect(await sender.send('http://missing.test/', sampleEvent('evt_1'))).toMatchObject({
      outcome: 'retry',
      detail: "the receiver's name cannot be resolved",
    })
  })
})

describe('a sender without a usable secret', () => {
  it.each(['', 'whsec_', 'whsec_not base64!'])(
    'is not created (%j), and the secret not told',
    (wrong) => {
      expect(() => createWebhookSender({ secret: wrong, allowPrivate: false })).toThrow(
        /INPUT_INVALID: the webhook secret must be whsec_/,
      )
    },
  )
})
