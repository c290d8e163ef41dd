import { describe, expect, it } from 'vitest'
import { admission, afterTry, circuitLimits, type HostCircuit, testing } from './host-circuit.ts'

const afterTries = (tries: (boolean | null)[], nowMs: number): HostCircuit | null => {
  let circuit: HostCircuit | null = null
  for (const hasAnswered of tries) circuit = afterTry(circuit ?? undefined, hasAnswered, nowMs)
  return circuit
}
const failing = (times: number): boolean[] => Array.from({ length: times }, () => false)
const opened = (nowMs = 0): HostCircuit => {
  const circuit = afterTries(failing(circuitLimits.failures), nowMs)
  if (circuit === null) throw new Error('it should be open')
  return circuit
}

describe('a circuit', () => {
  it('lets everything through while fewer than five tries in a row had no answer', () => {
    expect(admission(afterTries(failing(4), 0) ?? undefined, 0)).toBe('go')
    expect(admission(undefined, 0)).toBe('go')
  })

  it('opens with the fifth and says how long it stays open', () => {
    expect(admission(opened(1000), 1000)).toBe(10_000)
    expect(admission(opened(1000), 10_999)).toBe(1)
  })

  it('counts tries in a row: an answer forgets them', () => {
    expect(afterTries([...failing(4), true], 0)).toBeNull()
    expect(afterTries([...failing(4), true, ...failing(4)], 0)).toMatchObject({
      openUntilMs: null,
    })
  })

  it('counts no try in which nothing was sent', () => {
    expect(afterTries([...failing(4), null, null], 0)).toMatchObject({ failures: 4 })
    expect(afterTries([null], 0)).toBeNull()
  })

  it('lets one try through when it was open long enough, and holds the others back meanwhile', () => {
    const circuit = opened()
    expect(admission(circuit, 10_000)).toBe('test')
    expect(admission(testing(circuit, 10_000), 10_001)).toBe(0)
  })

  it('lets another one through when that one never came back', () => {
    expect(admission(testing(opened(), 10_000), 10_000 + circuitLimits.testMs)).toBe('test')
  })

  it('lets another one through when nothing was sent in that one', () => {
    const circuit = afterTry(testing(opened(), 10_000), null, 10_001)
    expect(admission(circuit ?? undefined, 10_001)).toBe('test')
  })

  it('closes when that one is answered', () => {
    expect(afterTry(testing(opened(), 10_000), true, 10_500)).toBeNull()
  })

  it('stays open for longer and longer when it is not, up to two minutes', () => {
    let circuit = opened()
    let nowMs = 0
    const lengths: unknown[] = [admission(circuit, nowMs)]
    for (let n = 0; n < 5; n++) {
      nowMs = circuit.openUntilMs ?? 0
      circuit = afterTry(testing(circuit, nowMs), false, nowMs) ?? circuit
      lengths.push(admission(circuit, nowMs))
    }
    expect(lengths).toEqual([10_000, 20_000, 40_000, 80_000, 120_000, 120_000])
  })

  it('is opened once by those that were on their way together', () => {
    const circuit = afterTry(opened(), false, 500)
    expect(circuit).toMatchObject({ openings: 1, openUntilMs: 10_000 })
  })
})
