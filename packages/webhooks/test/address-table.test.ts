import type { LookupAddress } from 'node:dns'
import { type ResolveFunction, shareLookups, systemResolve } from '@tapedeck/lookups'
import { startCallbackServer, startWebhookReceiver, type WebhookReceiver } from '@tapedeck/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createGuardedConnector } from '../src/guarded-connector.ts'
import { createOnDemandAsker, createWebhookSender, type DeliveryResult } from '../src/index.ts'
import { sampleMessage, secret, targetOf } from './sample-event.ts'

let receiver: WebhookReceiver

beforeAll(async () => {
  receiver = await startWebhookReceiver({ secret })
})

afterAll(() => receiver.stop())

const answering = (...addresses: string[]): ResolveFunction => {
  const found = addresses.map(
    (address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }),
  )
  return () => Promise.resolve(found)
}

const port = (): string => new URL(receiver.url).port
const urlOf = (host: string): string => `http://${host}:${port()}/`

const releases: (() => Promise<void>)[] = []
afterEach(() => Promise.all(releases.splice(0).map((release) => release())))

type Network = { allowPrivate: boolean; resolve?: ResolveFunction }

const senderIn = (network: Network): ((url: string) => Promise<DeliveryResult>) => {
  const sender = createWebhookSender({ timeoutMs: 3000, ...network })
  releases.push(() => sender.close())
  return (url) => sender.send(targetOf(url), sampleMessage())
}

/** Asks an on-demand callback and gives what it says of itself. */
const askerIn = (network: Network): ((url: string) => Promise<string>) => {
  const asker = createOnDemandAsker(network)
  releases.push(() => asker.close())
  const question = { stream: { domain: 'd', app: 'a', stream: 's' }, codec: null, videoKbps: null }
  return async (url) => {
    const callback = { url, timeoutMs: 3000, retries: 0, onFailure: 'skip' } as const
    const { notes } = await asker.ask(callback, question, new AbortController().signal)
    return notes.join()
  }
}

/** Why it is refused: an address in the URL is said at once, the one that a name stands for when it is connected to. */
const refusalOf = (host: string): RegExp =>
  host.endsWith('.test') || host.endsWith('.internal')
    ? /^the receiver's address (is|cannot be found)/
    : /^the URL must not point there: the address is/

/** What a URL may be written as; `private`: reached when the operator allows private networks. */
const hosts: [host: string, addresses: string[], reach: 'private' | 'never'][] = [
  ['127.0.0.1', [], 'private'],
  ['127.1', [], 'private'],
  ['2130706433', [], 'private'],
  ['0x7f.1', [], 'private'],
  ['0177.0.0.1', [], 'private'],
  ['127.0.0.1.', [], 'private'],
  ['①②⑦.⓪.⓪.①', [], 'private'],
  ['user:pw@127.0.0.1', [], 'private'],
  ['[::ffff:127.0.0.1]', [], 'private'],
  ['localhost.attacker.test', ['127.0.0.1'], 'private'],
  ['mapped.attacker.test', ['::ffff:127.0.0.1'], 'private'],
  ['two.attacker.test', ['169.254.169.254', '127.0.0.1'], 'private'],
  ['[::]', [], 'never'],
  ['0.0.0.0', [], 'never'],
  ['0', [], 'never'],
  ['169.254.169.254', [], 'never'],
  ['0xa9fea9fe', [], 'never'],
  ['[::ffff:a9fe:a9fe]', [], 'never'],
  ['[fe80::1]', [], 'never'],
  ['[fd00:ec2::254]', [], 'never'],
  ['[2002:7f00:1::]', [], 'never'],
  ['[::127.0.0.1]', [], 'never'],
  ['100.100.100.200', [], 'never'],
  ['224.0.0.1', [], 'never'],
  ['metadata.google.internal', ['169.254.169.254'], 'never'],
  ['alibaba.attacker.test', ['100.100.100.200'], 'never'],
  ['azure.attacker.test', ['168.63.129.16'], 'never'],
  ['oracle.attacker.test', ['192.0.0.192'], 'never'],
  ['aws6.attacker.test', ['fd00:ec2::254'], 'never'],
  ['linklocal6.attacker.test', ['fe80::1%eth0'], 'never'],
  ['nat64.attacker.test', ['64:ff9b::a9fe:a9fe'], 'never'],
  ['sixtofour.attacker.test', ['2002:7f00:1::'], 'never'],
  ['any.attacker.test', ['0.0.0.0', '::'], 'never'],
  ['nothing.attacker.test', [], 'never'],
  ['garbage.attacker.test', ['not an address'], 'never'],
]

describe.each(hosts)('%s (%j)', (host, addresses, reach) => {
  const resolve = answering(...addresses)

  it('is refused by the sender, and nobody is connected to', async () => {
    const before = receiver.connectionCount()
    for (const scheme of ['http', 'https']) {
      const url = urlOf(host).replace('http', scheme)
      const result = await senderIn({ allowPrivate: false, resolve })(url)
      expect(result).toMatchObject({ outcome: 'refused', status: null, retryAfterMs: null })
      expect(result.detail).toMatch(refusalOf(host))
      expect(result.detail).not.toContain('pw')
    }
    expect(receiver.connectionCount()).toBe(before)
  })

  it('is refused by the on-demand asker, and nobody is connected to', async () => {
    const before = receiver.connectionCount()
    expect(await askerIn({ allowPrivate: false, resolve })(urlOf(host))).toMatch(refusalOf(host))
    expect(receiver.connectionCount()).toBe(before)
  })

  it(`with private networks allowed: ${reach === 'never' ? 'refused' : 'reached'}`, async () => {
    const before = receiver.connectionCount()
    const network = { allowPrivate: true, resolve }
    const { outcome } = await senderIn(network)(urlOf(host))
    const asked = await askerIn(network)(urlOf(host))
    if (reach === 'never') {
      expect(outcome).toBe('refused')
      expect(asked).toMatch(refusalOf(host))
      expect(receiver.connectionCount()).toBe(before)
    } else {
      expect(outcome).toBe('delivered')
      // the receiver answers what is not signed
      expect(asked).toBe('the callback answered 401')
    }
  })
})

describe('a connection', () => {
  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', '[::1]'])(
    'is not opened to %s even if the URL was not looked at',
    async (hostname) => {
      const before = receiver.connectionCount()
      const connect = createGuardedConnector({
        resolve: systemResolve,
        scope: 'public',
        timeoutMs: 3000,
      })
      const failure = new Promise((resolve) => {
        connect({ hostname, protocol: 'http:', port: port() }, (...[error]) => resolve(error))
      })
      expect(await failure).toMatchObject({ code: 'WEBHOOK_ADDRESS_REFUSED' })
      expect(receiver.connectionCount()).toBe(before)
    },
  )
})

describe('a name of the operating system', () => {
  it('is looked up and refused, or reached when private networks are allowed', async () => {
    const before = receiver.connectionCount()
    expect((await senderIn({ allowPrivate: false })(urlOf('localhost'))).outcome).toBe('refused')
    expect(receiver.connectionCount()).toBe(before)
    expect((await senderIn({ allowPrivate: true })(urlOf('localhost'))).outcome).toBe('delivered')
  })
})

describe('a name that changes what it stands for', () => {
  /** Answers one address after the other, the last one for ever. */
  const rebinding = (...addresses: string[]): { resolve: ResolveFunction; asked: () => number } => {
    let asked = 0
    return {
      resolve: () => {
        const address = addresses[Math.min(asked, addresses.length - 1)] ?? ''
        asked += 1
        return answering(address)('')
      },
      asked: () => asked,
    }
  }

  it('is asked for once per connection: the checked address is the one connected to', async () => {
    const { resolve, asked } = rebinding('127.0.0.1', '169.254.169.254')
    const send = senderIn({ allowPrivate: true, resolve })
    receiver.answerNext({ kind: 'status', status: 204, headers: { connection: 'close' } })
    expect((await send(urlOf('rebinding.test'))).outcome).toBe('delivered')
    expect(asked()).toBe(1)
    expect((await send(urlOf('rebinding.test'))).outcome).toBe('refused')
    expect(asked()).toBe(2)
  })

  it('does not get through to the on-demand asker either', async () => {
    const callback = await startCallbackServer()
    releases.push(() => callback.stop())
    callback.answer({ kind: 'status', status: 404, headers: { connection: 'close' } })
    const { resolve } = rebinding('127.0.0.1', '169.254.169.254')
    const ask = askerIn({ allowPrivate: true, resolve })
    const url = callback.url.replace('127.0.0.1', 'rebinding.test')
    expect(await ask(url)).toBe('the callback answered 404')
    expect(await ask(url)).toMatch(refusalOf('rebinding.test'))
    expect(callback.questions).toHaveLength(1)
  })

  it('is tried again when it cannot be resolved', async () => {
    const resolve = (): Promise<LookupAddress[]> =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
    expect(await senderIn({ allowPrivate: false, resolve })('http://missing.test/')).toMatchObject({
      outcome: 'retry',
      detail: "the receiver's name cannot be resolved",
    })
  })

  it('is tried again when slow names leave no thread to look it up', async () => {
    const lookup = () => new Promise<LookupAddress[]>(() => undefined)
    const resolve = shareLookups({ lookup, maxWaiting: 0 })
    void resolve('slow.test')
    expect(await senderIn({ allowPrivate: true, resolve })('http://other.test/')).toMatchObject({
      outcome: 'retry',
      detail: "the receiver's name could not be resolved in time",
    })
  })
})
