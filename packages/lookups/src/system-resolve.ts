import { ADDRCONFIG, promises as dns } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { type ResolveFunction, shareLookups } from './shared-lookups.ts'

/**
 * The operating system's resolver, so that /etc/hosts and search domains count. One for the process, as the threads are
 * that it runs on.
 */
export const systemResolve: ResolveFunction = shareLookups({
  // the hint that sockets give too: no IPv6 addresses where there is no IPv6
  lookup: (hostname) => dns.lookup(hostname, { all: true, hints: ADDRCONFIG }),
})

/** What a socket looks its host up with. It connects to what this gives, and does not ask again. */
export const socketLookup =
  (resolve: ResolveFunction): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        if (options.all === true) callback(null, addresses)
        else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    )
  }
