import { type Delivery, deliveryLimits } from '@tapedeck/domain'
import type { DeliveryResult, HostGate } from '@tapedeck/webhooks'
import type { LastTryPlaces } from './last-try-places.ts'

/** The leave to try a host, or until when to leave it alone. */
export type HostAccess =
  | { kind: 'go'; leave: (result: Pick<DeliveryResult, 'outcome' | 'status'> | null) => void }
  | { kind: 'held'; untilMs: number; reason: 'busy' | 'open' }

/** Asks for the leave to try a host. A delivery that is to be given up gets its last try though the host is left alone. */
export const askHost = (
  host: string,
  delivery: Pick<Delivery, 'queuedAtMs'>,
  deps: { gate: HostGate; lastTries: LastTryPlaces; nowMs: number },
): HostAccess => {
  const { gate, lastTries, nowMs } = deps
  const entered = gate.enter(host)
  if (entered === 'go') return { kind: 'go', leave: (result) => gate.leave(host, result) }
  const isLast = nowMs - delivery.queuedAtMs >= deliveryLimits.maxAgeMs
  if (entered.reason === 'busy' || !isLast) return { kind: 'held', ...entered }
  const pauseMs = lastTries.take()
  if (pauseMs === null) return { kind: 'go', leave: () => lastTries.give() }
  return { kind: 'held', untilMs: Math.ceil(nowMs + pauseMs), reason: 'busy' }
}
