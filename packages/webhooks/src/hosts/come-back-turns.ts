import { LRUCache } from 'lru-cache'

/** When what waits for hosts that are left alone comes back. */
export type ComeBackTurns = {
  /**
   * Milliseconds after which to ask again.
   * @param openMs for how long the host is left alone from now on; 0 while it is tested
   */
  next(host: string, openMs: number, nowMs: number): number
  /** The host answered: who comes next for it begins a new line. */
  forget(host: string): void
}

/** After the end of the time for which a host is left alone. */
const firstMs = 200
/** Asking costs the notifier and Redis a millisecond or two, so all hosts together are asked for so often at most. */
const everyMs = 20
/** What would wait longer comes back at some time in the second half of this. */
const longestMs = 600_000

/**
 * Gives turns to what waits for hosts that are left alone: one after the other and evenly over all such hosts. A host
 * that hangs can have thousands of lanes waiting; if they all came back with every test of it, the work of holding them
 * again would delay what goes to the others.
 * @param options.maxHosts hosts of which the last turn is remembered
 * @param options.random a number in [0, 1)
 */
export const createComeBackTurns = (options: {
  maxHosts: number
  random: () => number
}): ComeBackTurns => {
  const lastTurnsMs = new LRUCache<string, number>({ max: options.maxHosts })
  return {
    next: (host, openMs, nowMs) => {
      const lastMs = lastTurnsMs.get(host) ?? 0
      const earliestMs = nowMs + openMs + firstMs
      const turnMs = Math.max(lastMs, earliestMs) + everyMs * Math.max(1, lastTurnsMs.size)
      if (turnMs - nowMs > longestMs) return (longestMs * (1 + options.random())) / 2
      lastTurnsMs.set(host, turnMs)
      return turnMs - nowMs
    },
    forget: (host) => {
      lastTurnsMs.delete(host)
    },
  }
}
