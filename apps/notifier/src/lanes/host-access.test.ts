import { deliveryLimits } from '@tapedeck/domain'
import type { HostGate } from '@tapedeck/webhooks'
import { describe, expect, it } from 'vitest'
import { askHost } from './host-access.ts'
import { LastTryPlaces } from './last-try-places.ts'

const nowMs = 1_900_000_000_000
const fresh = { queuedAtMs: nowMs - deliveryLimits.maxAgeMs + 1 }
const expired = { queuedAtMs: nowMs - deliveryLimits.maxAgeMs }

const access = (answer: ReturnType<HostGate['enter']>) => {
  const left: unknown[] = []
  const gate: HostGate = {
    enter: () => answer,
    leave: (host, result) => left.push([host, result]),
    counts: () => ({ inFlight: 0, open: 0 }),
  }
  const deps = { gate, lastTries: new LastTryPlaces(() => 0), nowMs }
  return { left, ask: (delivery: typeof fresh) => askHost('a.example', delivery, deps) }
}

describe('a host that may be tried', () => {
  it.each([fresh, expired])('is told how it went', (delivery) => {
    const { ask, left } = access('go')
    const asked = ask(delivery)
    if (asked.kind === 'go') asked.leave({ outcome: 'delivered', status: 204 })
    expect(left).toEqual([['a.example', { outcome: 'delivered', status: 204 }]])
  })
})

describe('a host that is left alone', () => {
  const open = { untilMs: nowMs + 9000, reason: 'open' as const }

  it('is not tried for a delivery that may wait', () => {
    expect(access(open).ask(fresh)).toEqual({ kind: 'held', ...open })
  })

  it('is tried for one that is to be given up, with few at once', () => {
    const { ask, left } = access(open)
    const asked = Array.from({ length: 25 }, () => ask(expired))
    const going = asked.filter(({ kind }) => kind === 'go')
    expect(going).toHaveLength(20)
    expect(asked.at(-1)).toEqual({ kind: 'held', untilMs: nowMs + 500, reason: 'busy' })
    for (const one of going) if (one.kind === 'go') one.leave(null)
    expect(ask(expired).kind).toBe('go')
    expect(left).toEqual([])
  })
})

it('a host that has enough in flight is tried by nobody', () => {
  const busy = { untilMs: nowMs + 20, reason: 'busy' as const }
  for (const delivery of [fresh, expired])
    expect(access(busy).ask(delivery)).toEqual({ kind: 'held', ...busy })
})
