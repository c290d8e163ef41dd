import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { addressProblem, notifyUrlProblem } from '@tapedeck/webhooks'
import { failureText } from './failure-text.ts'
import { within } from './within.ts'

const resolveMs = 5000
const connectMs = 5000

/** What keeps webhooks from a receiver. */
export type ReceiverProblem = {
  kind: 'refused_address' | 'unknown_host' | 'unreachable'
  why: string
}

const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)

const connect = async (address: string, url: URL): Promise<void> => {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const to = { host: address, port: portOf(url) }
  const isSecure = url.protocol === 'https:'
  const socket: Socket = isSecure
    ? connectTls({ ...to, ...(isIP(host) === 0 ? { servername: host } : {}) })
    : connectTcp(to)
  try {
    await within(connectMs, once(socket, isSecure ? 'secureConnect' : 'connect'))
  } finally {
    socket.destroy()
  }
}

/** Its addresses, as the notifier would find them. */
const addressesOf = async (host: string): Promise<string[]> => {
  if (isIP(host) !== 0) return [host]
  const found = await within(resolveMs, lookup(host, { all: true }))
  return found.map(({ address }) => address)
}

/**
 * Looks whether webhooks can get to a receiver: its name, its addresses and, with TLS where it is meant, its port.
 * Nothing is posted. Null when all is well.
 */
export const receiverProblem = async (
  text: string,
  allowsPrivate: boolean,
): Promise<ReceiverProblem | null> => {
  const scope = allowsPrivate ? 'private' : 'public'
  const refused = notifyUrlProblem(text, scope)
  if (refused !== null) return { kind: 'refused_address', why: refused }
  const url = new URL(text)
  let addresses: string[]
  try {
    addresses = await addressesOf(url.hostname.replace(/^\[|\]$/g, ''))
  } catch (error) {
    return { kind: 'unknown_host', why: failureText(error) }
  }
  for (const address of addresses) {
    const why = addressProblem(address, scope)
    if (why !== null) return { kind: 'refused_address', why: `${address} ${why}` }
  }
  const [first = ''] = addresses
  try {
    await connect(first, url)
    return null
  } catch (error) {
    return { kind: 'unreachable', why: failureText(error) }
  }
}
