import type { DesiredControl } from '@tapedeck/domain'
import { describe, expect, it } from 'vitest'
import { nextDesired } from './next-desired.ts'

const plain: DesiredControl = { stop: null, splits: 0 }
const held = { sinceMs: 1000, stopAfterMs: null }
const stopping = { sinceMs: 2000, stopAfterMs: 180_000 }

describe('what is wanted of a recording', () => {
  it('is held and goes on', () => {
    const paused = nextDesired(plain, { pause: held })
    expect(paused).toEqual({ ...plain, pause: held })
    expect(nextDesired(paused, { pause: null })).toEqual({ ...plain, pause: null })
  })

  it('keeps the beginning of a pause without an end that is asked for again', () => {
    const paused = { ...plain, pause: held }
    expect(nextDesired(paused, { pause: { ...held, sinceMs: 5000 } })).toBe(paused)
  })

  it('counts a delay from the newest wish: a resumption between two may never have come here', () => {
    const delayed = { ...plain, pause: stopping }
    expect(nextDesired(delayed, { pause: { ...stopping } })).toBe(delayed)
    const anew = { ...stopping, sinceMs: 5000 }
    expect(nextDesired(delayed, { pause: anew }).pause).toEqual(anew)
  })

  it('has so many splits as were asked for, however often', () => {
    const split = nextDesired(plain, { splitsAtLeast: 2 })
    expect(split).toEqual({ stop: null, splits: 2 })
    expect(nextDesired(split, { splitsAtLeast: 2 })).toBe(split)
    expect(nextDesired(split, { splitsAtLeast: 1 })).toBe(split)
    expect(nextDesired(split, { addSplit: true }).splits).toBe(3)
  })

  it('counts a delay from the wish that brought it, and none when it is taken back', () => {
    const delayed = nextDesired({ ...plain, pause: held }, { pause: stopping })
    expect(delayed.pause).toEqual(stopping)
    const longer = { sinceMs: 3000, stopAfterMs: 200_000 }
    expect(nextDesired(delayed, { pause: longer }).pause).toEqual(longer)
    expect(nextDesired(delayed, { pause: { sinceMs: 3000, stopAfterMs: null } }).pause).toEqual({
      sinceMs: 3000,
      stopAfterMs: null,
    })
    const resumed = nextDesired(delayed, { pause: null })
    expect(nextDesired(resumed, { pause: { ...stopping, sinceMs: 9000 } }).pause).toEqual({
      ...stopping,
      sinceMs: 9000,
    })
  })

  it('is the very same when nothing changes', () => {
    for (const change of [{}, { pause: null }, { stop: null }, { addSplit: false }])
      expect(nextDesired(plain, change)).toBe(plain)
    const resumed = { ...plain, pause: null }
    expect(nextDesired(resumed, { pause: null })).toBe(resumed)
  })

  it('neither holds nor resumes what is to be stopped', () => {
    for (const stop of ['graceful', 'now'] as const) {
      const stopped = { stop, splits: 0 }
      expect(nextDesired(stopped, { pause: held })).toBe(stopped)
      expect(nextDesired(plain, { stop, pause: held })).toEqual(stopped)
      const paused = { ...plain, pause: held }
      const both = nextDesired(paused, { stop, pause: null })
      expect(both).toEqual({ stop, splits: 0, pause: held })
      expect(nextDesired(both, { pause: null })).toBe(both)
    }
  })
})
