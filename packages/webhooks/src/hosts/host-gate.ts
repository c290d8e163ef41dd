import { LRUCache } from 'lru-cache'
import type { DeliveryResult } from '../delivery-result.ts'
import { createComeBackTurns } from './come-back-turns.ts'
import { admission, afterTry, type HostCircuit, testing } from './host-circuit.ts'
import { createHostPlaces } from './host-places.ts'

/**
 * Come again then. busy: the host has as many tries in flight as it may. open: it gave no answer so often that it is left
 * alone; what waits for it need not be counted as a try.
 */
export type HostWait = { untilMs: number; reason: 'busy' | 'open' }

/** Lets tries through to hosts, so that one that hangs holds up nobody else. Owned by one process. */
export type HostGate = {
  /** 'go' takes a place, which `leave` gives back. @param host as `hostOf` names it */
  enter(host: string): 'go' | HostWait
  /** Gives the place back and notes whether the host answered. @param result null when nothing was sent */
  leave(host: string, result: Pick<DeliveryResult, 'outcome' | 'status'> | null): void
  /** Tries in flight, and hosts that are left alone. */
  counts(): { inFlight: number; open: number }
}

export type HostGateOptions = {
  /** Tries in flight over all hosts that allowances are made of; 200 when absent. */
  slots?: number
  /** Hosts that failed lately, of which something is remembered; 10 000 when absent. */
  maxHosts?: number
  /** Wall clock in milliseconds, for `untilMs`. */
  clock?: () => number
  /** Milliseconds of a clock that does not jump. */
  monotonic?: () => number
  /** A number in [0, 1). */
  random?: () => number
}

const defaultSlots = 200
const defaultMaxHosts = 10_000

/** True when the host answered, false when it did not, null when nothing is known of it. */
const hasAnswered = (result: Pick<DeliveryResult, 'outcome' | 'status'> | null): boolean | null => {
  if (result === null) return null
  if (result.status !== null) return true
  return result.outcome === 'retry' ? false : null
}

/** The name of a URL's host with its port; '' of what is no URL. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '')

/** Creates the gate of a process: a circuit and an allowance per host. */
export const createHostGate = ({
  slots = defaultSlots,
  maxHosts = defaultMaxHosts,
  clock = Date.now,
  monotonic = () => performance.now(),
  random = Math.random,
}: HostGateOptions = {}): HostGate => {
  const circuits = new LRUCache<string, HostCircuit>({ max: maxHosts })
  const places = createHostPlaces(slots)
  const turns = createComeBackTurns({ maxHosts, random })
  const wait = (waitMs: number, reason: HostWait['reason']): HostWait => ({
    untilMs: Math.ceil(clock() + waitMs),
    reason,
  })
  return {
    enter: (host) => {
      const nowMs = monotonic()
      const circuit = circuits.get(host)
      const admitted = admission(circuit, nowMs)
      if (admitted !== 'go' && admitted !== 'test')
        return wait(turns.next(host, admitted, nowMs), 'open')
      const busyMs = places.take(host, nowMs)
      if (busyMs !== null) return wait(busyMs, 'busy')
      if (admitted === 'test' && circuit !== undefined) circuits.set(host, testing(circuit, nowMs))
      return 'go'
    },
    leave: (host, result) => {
      const nowMs = monotonic()
      places.give(host, nowMs)
      const circuit = afterTry(circuits.get(host), hasAnswered(result), nowMs)
      if (circuit === null) {
        circuits.delete(host)
        turns.forget(host)
      } else circuits.set(host, circuit)
    },
    counts: () => ({
      inFlight: places.inFlight(),
      open: [...circuits.values()].filter(({ openUntilMs }) => openUntilMs !== null).length,
    }),
  }
}
