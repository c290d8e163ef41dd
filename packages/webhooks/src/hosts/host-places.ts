/** Tries in flight, per host. */
export type HostPlaces = {
  /** Null: a place is taken. Else milliseconds after which one is likely to be free. */
  take(host: string, nowMs: number): number | null
  give(host: string, nowMs: number): void
  inFlight(): number
}

/** Every host may have so many, however many hosts are busy. */
const fewest = 4
const longestWaitMs = 15_000
const shortestWaitMs = 20
/** How far apart the ends of two tries are thought to be before any was seen, and at most. */
const interval = { first: 20, max: 100 }
/** Weight of the newest interval in the mean. */
const newestWeight = 0.2

type Host = {
  inFlight: number
  meanIntervalMs: number
  lastEndMs: number | null
  /** For when the last one that found no place was told to come back. */
  promisedMs: number
}

const waitOf = (host: Host, nowMs: number): number => {
  host.promisedMs = Math.min(
    Math.max(host.promisedMs, nowMs + shortestWaitMs) + host.meanIntervalMs,
    nowMs + longestWaitMs,
  )
  return host.promisedMs - nowMs
}

const noteEnd = (host: Host, nowMs: number): void => {
  if (host.lastEndMs !== null) {
    const newest = Math.min(interval.max, nowMs - host.lastEndMs)
    host.meanIntervalMs += newestWeight * (newest - host.meanIntervalMs)
  }
  host.lastEndMs = nowMs
}

/**
 * Shares `slots` among the hosts that have something in flight: each may have slots / (busy hosts + 1), so that there is
 * always room for one more host, and four at least. Who finds no place is told to come back when one is likely to be free,
 * at the rate at which the host's tries end, so that what waits neither comes all at once nor asks all the time.
 */
export const createHostPlaces = (slots: number): HostPlaces => {
  const hosts = new Map<string, Host>()
  let total = 0
  return {
    take: (name, nowMs) => {
      const host = hosts.get(name)
      const busyHosts = hosts.size + (host === undefined ? 1 : 0)
      const allowance = Math.max(fewest, Math.floor(slots / (busyHosts + 1)))
      if (host !== undefined && host.inFlight >= allowance) return waitOf(host, nowMs)
      total += 1
      if (host === undefined)
        hosts.set(name, {
          inFlight: 1,
          meanIntervalMs: interval.first,
          lastEndMs: null,
          promisedMs: 0,
        })
      else host.inFlight += 1
      return null
    },
    give: (name, nowMs) => {
      const host = hosts.get(name)
      if (host === undefined) return
      total -= 1
      host.inFlight -= 1
      noteEnd(host, nowMs)
      if (host.inFlight === 0) hosts.delete(name)
    },
    inFlight: () => total,
  }
}
