import type { RecorderPresence } from '@tapedeck/store'
import { describe, expect, test } from 'vitest'
import { choosePassOn, type Held } from './pass-on.ts'

const pulled: Held = { isPulling: true, isEncoding: false, isPaused: false, hasMedia: true }
const waiting: Held = { ...pulled, isPulling: false, hasMedia: false }
const paused: Held = { ...pulled, isPulling: false, isPaused: true }
const interrupted: Held = { ...pulled, isPulling: false }
const encoded: Held = { ...pulled, isEncoding: true }

const other = (fields: Partial<RecorderPresence> = {}): RecorderPresence => ({
  ...{ recorderId: 'other', host: 'h', capacity: 5, running: 3, updatedAtMs: 0 },
  ...fields,
})
const lowSpool = { level: 'low', usedBytes: 0, maxBytes: 0, freeBytes: 0 } as const

describe('a recorder that is to be empty', () => {
  const held = [pulled, waiting, paused, interrupted, encoded]

  test('keeps everything while nobody else is there', () => {
    expect(choosePassOn(held, [], 'all')).toEqual({ offered: [], released: [] })
  })

  test('offers what it pulls and releases what waits or is paused; an interruption is waited for', () => {
    const chosen = { offered: [pulled], released: [waiting, paused] }
    expect(choosePassOn(held, [other()], 'all')).toEqual(chosen)
  })

  test('releases what it encodes to one that can encode', () => {
    const released = [waiting, paused, encoded]
    expect(choosePassOn(held, [other({ encodes: true })], 'all').released).toEqual(released)
  })

  test('offers no more than others have room for, the newest first', () => {
    const [oldest, ...newest] = [{ ...pulled }, { ...pulled }, { ...pulled }]
    const all = [oldest, ...newest] as Held[]
    const { offered } = choosePassOn(all, [other()], 'all')
    expect(offered).toHaveLength(2)
    expect(offered[0]).toBe(newest[0])
    expect(offered).not.toContain(oldest)
  })

  test.each([
    ['drained', other({ state: 'drained', encodes: true })],
    ['draining', other({ state: 'draining', encodes: true })],
    ['full', other({ running: 5, encodes: true })],
  ])('counts on none that is %s', (_, presence) => {
    expect(choosePassOn(held, [presence], 'all')).toEqual({ offered: [], released: [] })
  })

  test('releases nothing to one whose spool runs short', () => {
    const presence = other({ spool: lowSpool, encodes: true })
    expect(choosePassOn(held, [presence], 'all').released).toEqual([])
  })
})

test('a recorder with too many offers the newest of them only, and releases nothing', () => {
  const newest = { ...pulled }
  const chosen = choosePassOn([pulled, waiting, newest], [other({ encodes: true })], 1)
  expect(chosen).toEqual({ offered: [newest], released: [] })
  expect(chosen.offered[0]).toBe(newest)
})
