import { describe, expect, it } from 'vitest'
import { UnownedSince } from './unowned-since.ts'

describe('the memory of recordings without an owner', () => {
  it('counts from the first sighting', () => {
    const unowned = new UnownedSince()
    expect(unowned.seen('a', 1000)).toBe(0)
    expect(unowned.seen('a', 1500)).toBe(500)
    expect(unowned.seen('b', 1500)).toBe(0)
  })

  it('starts again after somebody took the recording', () => {
    const unowned = new UnownedSince()
    unowned.seen('a', 1000)
    unowned.forget('a')
    expect(unowned.seen('a', 9000)).toBe(0)
  })

  it('wakes a recorder now and then, not at every look', () => {
    const unowned = new UnownedSince()
    expect(unowned.wakes('a', 0, 1000)).toBe(true)
    expect(unowned.wakes('a', 999, 1000)).toBe(false)
    expect(unowned.wakes('b', 999, 1000)).toBe(true)
    expect(unowned.wakes('a', 1000, 1000)).toBe(true)
    unowned.forget('a')
    expect(unowned.wakes('a', 1001, 1000)).toBe(true)
  })

  it('holds no more than the recordings that are unfinished', () => {
    const unowned = new UnownedSince()
    for (const id of ['a', 'b', 'c']) unowned.seen(id, 0)
    unowned.keepOnly(['b', 'd'])
    expect(unowned.size).toBe(1)
    expect(unowned.seen('b', 7)).toBe(7)
  })
})
