import type { StoredSource } from '@tapedeck/domain'
import { describe, expect, it } from 'vitest'
import { SourceSchedule } from './source-schedule.ts'

const source = { id: 'src', poll: { intervalSeconds: 5 } } as StoredSource
const schedule = () => new SourceSchedule(() => 1 - Number.EPSILON)

describe('a source', () => {
  it('is due at once, and then at its interval', () => {
    const due = schedule()
    expect(due.take('src', 0)).toEqual(new Set())
    expect(due.take('src', 1)).toBeNull()
    due.succeeded(source, new Set(['x']), 100)
    expect(due.take('src', 5099)).toBeNull()
    expect(due.take('src', 5100)).toEqual(new Set(['x']))
  })

  it('is asked later and later while it fails, and forgets what it saw', () => {
    const due = schedule()
    due.take('src', 0)
    due.succeeded(source, new Set(['x']), 0)
    const pauses = Array.from({ length: 8 }, () => due.failed(source, 0))
    expect(pauses).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
    expect(due.take('src', 299_999)).toBeNull()
    expect(due.take('src', 300_000)).toEqual(new Set())
    due.succeeded(source, new Set(), 300_000)
    expect(due.failed(source, 300_000)).toBe(5000)
  })

  it('that was deleted is forgotten, also while it is asked', () => {
    const due = schedule()
    due.take('src', 0)
    due.keep(new Set())
    due.failed(source, 0)
    expect(due.take('src', 0)).toEqual(new Set())
  })
})
