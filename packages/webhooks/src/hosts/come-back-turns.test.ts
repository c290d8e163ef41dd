import { describe, expect, it } from 'vitest'
import { createComeBackTurns } from './come-back-turns.ts'

const turnsOf = (maxHosts = 10) => createComeBackTurns({ maxHosts, random: () => 0.5 })

describe('turns of what waits for a host', () => {
  it('begin when the host is not left alone any more', () => {
    expect(turnsOf().next('a', 10_000, 500)).toBe(10_220)
  })

  it('come one after the other, whenever they were asked for', () => {
    const turns = turnsOf()
    const told = [0, 0, 5, 5, 7].map((nowMs) => nowMs + turns.next('a', 100 - nowMs, nowMs))
    expect(told).toEqual([320, 340, 360, 380, 400])
  })

  it('go on behind the last one while the host is tested', () => {
    const turns = turnsOf()
    for (let n = 0; n < 100; n++) turns.next('a', 0, 0)
    expect(turns.next('a', 0, 1000)).toBe(200 + 101 * 20 - 1000)
    expect(turns.next('a', 0, 100_000)).toBe(220)
  })

  it('are the rarer the more hosts are left alone, so that all together cost the same', () => {
    const turns = turnsOf()
    for (const host of ['a', 'b', 'c', 'd']) turns.next(host, 0, 0)
    const first = turns.next('a', 0, 0)
    expect(turns.next('a', 0, 0) - first).toBe(80)
  })

  it('begin anew when the host has answered', () => {
    const turns = turnsOf()
    for (let n = 0; n < 100; n++) turns.next('a', 0, 0)
    turns.forget('a')
    expect(turns.next('a', 0, 0)).toBe(220)
  })

  it('are ten minutes away at most, and then not all at one time', () => {
    const turns = turnsOf()
    const told = Array.from({ length: 29_990 }, () => turns.next('a', 0, 0))
    expect(Math.max(...told)).toBe(600_000)
    expect(turns.next('a', 0, 0)).toBe(450_000)
  })

  it('are remembered of a bounded number of hosts', () => {
    const turns = turnsOf(2)
    for (const host of ['a', 'b', 'c']) turns.next(host, 0, 0)
    expect(turns.next('a', 0, 0)).toBe(240)
  })
})
