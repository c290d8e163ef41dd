import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { TapedeckError } from '@tapedeck/contracts'
import { type ResolveFunction, socketLookup } from '@tapedeck/lookups'
import { buildConnector } from 'undici'
import { type AddressScope, addressProblem } from './address-guard.ts'

const refused = (problem: string): TapedeckError =>
  new TapedeckError('WEBHOOK_ADDRESS_REFUSED', { detail: `the receiver's address ${problem}` })

/** The addresses that may be connected to. @throws TapedeckError WEBHOOK_ADDRESS_REFUSED when none is left */
const permitted = (addresses: LookupAddress[], scope: AddressScope): LookupAddress[] => {
  const problems = addresses.map(({ address }) => addressProblem(address, scope))
  const allowed = addresses.filter((_, index) => problems[index] === null)
  if (allowed.length === 0) throw refused(problems[0] ?? 'cannot be found')
  return allowed
}

/**
 * A lookup for sockets that hands out permitted addresses only. The socket connects to what this returns and
 * never asks again, so a name that changes between check and connect gains nothing.
 */
const guardedLookup = (resolve: ResolveFunction, scope: AddressScope) =>
  socketLookup(async (hostname) => permitted(await resolve(hostname), scope))

/**
 * Opens the connections of the HTTP client. Every address is checked here, at connect time; a literal address is
 * checked here too, because sockets do not look those up.
 */
export const createGuardedConnector = (options: {
  resolve: ResolveFunction
  scope: AddressScope
  timeoutMs: number
}): buildConnector.connector => {
  const connect = buildConnector({
    lookup: guardedLookup(options.resolve, options.scope),
    timeout: options.timeoutMs,
    allowH2: false,
  })
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '')
    const problem = isIP(host) === 0 ? null : addressProblem(host, options.scope)
    if (problem === null) connect(target, callback)
    else queueMicrotask(() => callback(refused(problem), null))
  }
}
