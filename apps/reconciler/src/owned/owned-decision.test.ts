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

  it('and that is paused waits for its user', () => {
    expect(decide('paused', 1000 * hourMs)).toBe('leave')
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
