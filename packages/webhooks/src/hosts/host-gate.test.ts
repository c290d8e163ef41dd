import { describe, expect, it } from 'vitest'
import { createHostGate, type HostGate, hostOf } from './host-gate.ts'

const answered = { outcome: 'retry', status: 500 } as const
const silent = { outcome: 'retry', status: null } as const

const world = (slots = 200): { gate: HostGate; pass: (ms: number) => void } => {
  let nowMs = 0
  const wallMs = 1_700_000_000_000
  return {
    gate: createHostGate({
      slots,
      clock: () => wallMs + nowMs,
      monotonic: () => nowMs,
      random: () => 0.5,
    }),
    pass: (ms) => {
      nowMs += ms
    },
  }
}

const tryOnce = (gate: HostGate, host: string, result: Parameters<HostGate['leave']>[1]): void => {
  expect(gate.enter(host)).toBe('go')
  gate.leave(host, result)
}

describe('a gate', () => {
  it('leaves a host alone that gave no answer five times, and says until when', () => {
    const { gate, pass } = world()
    pass(500)
    for (let n = 0; n < 5; n++) tryOnce(gate, 'a', silent)
    expect(gate.enter('a')).toEqual({ untilMs: 1_700_000_010_720, reason: 'open' })
    expect(gate.counts()).toEqual({ inFlight: 0, open: 1 })
    expect(gate.enter('b')).toBe('go')
  })

  it('takes every answer for one, and what was not sent for none', () => {
    const { gate } = world()
    for (let n = 0; n < 20; n++) tryOnce(gate, 'a', answered)
    for (let n = 0; n < 4; n++) tryOnce(gate, 'a', silent)
    tryOnce(gate, 'a', null)
    tryOnce(gate, 'a', { outcome: 'refused', status: null })
    tryOnce(gate, 'a', { outcome: 'delivered', status: null })
    expect(gate.enter('a')).toBe('go')
    gate.leave('a', silent)
    expect(gate.enter('a')).toMatchObject({ reason: 'open' })
  })

  it('lets one try through after that, and the others with its answer', () => {
    const { gate, pass } = world()
    for (let n = 0; n < 5; n++) tryOnce(gate, 'a', silent)
    pass(10_000)
    expect(gate.enter('a')).toBe('go')
    expect(gate.enter('a')).toMatchObject({ reason: 'open' })
    gate.leave('a', answered)
    expect(gate.enter('a')).toBe('go')
    expect(gate.enter('a')).toBe('go')
    expect(gate.counts()).toEqual({ inFlight: 2, open: 0 })
  })

  it('gives a host that hangs no more than its share', () => {
    const { gate } = world()
    let taken = 0
    while (gate.enter('hanging') === 'go') taken += 1
    expect(taken).toBe(100)
    expect(gate.enter('hanging')).toMatchObject({ reason: 'busy' })
    expect(gate.enter('prompt')).toBe('go')
  })

  it('remembers a bounded number of hosts', () => {
    const gate = createHostGate({ maxHosts: 10 })
    for (let host = 0; host < 20; host++)
      for (let n = 0; n < 5; n++) tryOnce(gate, String(host), silent)
    expect(gate.counts()).toEqual({ inFlight: 0, open: 10 })
  })
})

it.each([
  ['https://u:p@Example.com/hook?key=1', 'example.com'],
  ['http://example.com:8080/', 'example.com:8080'],
  ['http://[::1]:9/', '[::1]:9'],
  ['no URL', ''],
])('the host of %s is %j', (url, host) => {
  expect(hostOf(url)).toBe(host)
})
