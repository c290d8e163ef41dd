import type { RecordingState } from '@tapedeck/domain'
import { sampleRecording } from '@tapedeck/testkit'
import { describe, expect, it } from 'vitest'
import { decideOwned } from './owned-decision.ts'

const limits = { stuckAfterMs: 10_000, goneAfterMs: 5000 }
const hourMs = 3_600_000

const decide = (state: RecordingState, stillMs: number, goneMs = 0) =>
  decideOwned(sampleRecording({ state }), { stillMs, goneMs }, limits)

describe('a recording that somebody holds', () => {
  it.each(['accepted', 'recording'] as const)(
    'and that is %s is taken from a stuck owner',
    (state) => {
      expect(decide(state, limits.stuckAfterMs - 1)).toBe('leave')
      expect(decide(state, limits.stuckAfterMs)).toBe('revoke')
    },
  )

  it.each(['waiting', 'interrupted'] as const)(
    'and that is %s may wait as long as it is told to',
    (state) => {
      // the sample's waiting time and merge window
      const waitMs = 180_000
      expect(decide(state, waitMs + limits.stuckAfterMs - 1)).toBe('leave')
      expect(decide(state, waitMs + limits.stuckAfterMs)).toBe('revoke')
    },
  )

  it.each(['paused', 'waiting'] as const)(
    'and that is %s waits for a user who paused it',
    (state) => {
      const paused = (stillMs: number, stopAfterMs: number | null) => {
        const desired = { stop: null, splits: 0, pause: { sinceMs: 0, stopAfterMs } }
        return decideOwned(sampleRecording({ state, desired }), { stillMs, goneMs: 0 }, limits)
      }
      expect(paused(1000 * hourMs, null)).toBe('leave')
      expect(paused(hourMs + limits.stuckAfterMs - 1, hourMs)).toBe('leave')
      expect(paused(hourMs + limits.stuckAfterMs, hourMs)).toBe('revoke')
    },
  )

  it('and that stays paused after it was resumed is taken from a stuck owner', () => {
    expect(decide('paused', limits.stuckAfterMs - 1)).toBe('leave')
    expect(decide('paused', limits.stuckAfterMs)).toBe('revoke')
  })

  it('and that is being finished is taken only while the storage answers', () => {
    expect(decide('finalizing', limits.stuckAfterMs - 1)).toBe('leave')
    expect(decide('finalizing', limits.stuckAfterMs)).toBe('revokeIfStored')
  })

  it.each(['recording', 'paused', 'finalizing'] as const)(
    'and that is %s is taken from an owner who is gone',
    (state) => {
      expect(decide(state, 0, limits.goneAfterMs - 1)).toBe('leave')
      expect(decide(state, 0, limits.goneAfterMs)).toBe('revoke')
    },
  )
})
