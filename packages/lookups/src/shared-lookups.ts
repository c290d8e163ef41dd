import { type LookupAddress, TIMEOUT } from 'node:dns'
import { LRUCache } from 'lru-cache'

/** Finds the addresses of a host name. */
export type ResolveFunction = (hostname: string) => Promise<LookupAddress[]>

export type SharedLookupsOptions = {
  /** A lookup that holds a thread until it is over, and cannot be broken off. */
  lookup: ResolveFunction
  /** Lookups under way at a time; 2 when absent, which is what libuv's four threads give to names. */
  slots?: number
  /** A lookup that takes longer makes its name a slow one, in milliseconds; 1000 when absent. */
  slowMs?: number
  /** Names that wait for their turn; 1000 when absent. */
  maxWaiting?: number
  /** Names whose pace is remembered; 10 000 when absent. */
  maxNames?: number
}

/** How long a name may wait for its turn; whoever asked has given up by then. */
const maxWaitMs = 30_000

type Waiting = { sinceMs: number; turn: PromiseWithResolvers<void> }

const notInTime = (): Error =>
  Object.assign(new Error('The name could not be resolved in time'), { code: TIMEOUT })

/**
 * Shares threads between lookups, so that names which are resolved slowly leave one to the others. Whoever asks for a name
 * while it is looked up gets that answer; none is kept once it is there.
 *
 * A name is quick when its last lookup was. All that are not, new ones among them, have one lookup under way at a time:
 * so many of them as there may be, a quick name finds a thread. New names wait for their turn, those known as slow are refused.
 */
export const shareLookups = ({
  lookup,
  slots = 2,
  slowMs = 1000,
  maxWaiting = 1000,
  maxNames = 10_000,
}: SharedLookupsOptions): ResolveFunction => {
  const paces = new LRUCache<string, 'quick' | 'slow'>({ max: maxNames })
  const asked = new Map<string, Promise<LookupAddress[]>>()
  const running = new Set<string>()
  const waiting = new Map<string, Waiting>()

  const isQuick = (hostname: string): boolean => paces.get(hostname) === 'quick'
  const mayRun = (hostname: string): boolean =>
    running.size < slots && (isQuick(hostname) || [...running].every(isQuick))

  const callWaiting = (): void => {
    const nowMs = performance.now()
    for (const [hostname, { sinceMs, turn }] of waiting) {
      const isLate = nowMs - sinceMs > maxWaitMs
      if (!isLate && !mayRun(hostname)) continue
      waiting.delete(hostname)
      if (isLate) turn.reject(notInTime())
      else {
        // taken before the next one is looked at
        running.add(hostname)
        turn.resolve()
      }
    }
  }

  const waitForTurn = async (hostname: string): Promise<void> => {
    if (paces.get(hostname) === 'slow' || waiting.size >= maxWaiting) throw notInTime()
    const turn = Promise.withResolvers<void>()
    waiting.set(hostname, { sinceMs: performance.now(), turn })
    await turn.promise
  }

  const run = async (hostname: string): Promise<LookupAddress[]> => {
    running.add(hostname)
    const startedAtMs = performance.now()
    // told while it is under way: one that was quick counts as slow from then on
    const becomingSlow = setTimeout(() => paces.set(hostname, 'slow'), slowMs)
    becomingSlow.unref()
    try {
      return await lookup(hostname)
    } finally {
      clearTimeout(becomingSlow)
      paces.set(hostname, performance.now() - startedAtMs < slowMs ? 'quick' : 'slow')
      running.delete(hostname)
      callWaiting()
    }
  }

  const ask = async (hostname: string): Promise<LookupAddress[]> => {
    if (!mayRun(hostname)) await waitForTurn(hostname)
    return run(hostname)
  }

  return (hostname) => {
    const underWay = asked.get(hostname)
    if (underWay !== undefined) return underWay
    const answer = ask(hostname).finally(() => asked.delete(hostname))
    asked.set(hostname, answer)
    return answer
  }
}
