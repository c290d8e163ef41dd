import type { Recording, RecordingState } from '@tapedeck/domain'
import { sampleRecording } from '@tapedeck/testkit'
import { describe, expect, it } from 'vitest'
import { decideUnowned } from './unowned-decision.ts'

const limits = { graceMs: 5000, lostAfterMs: 60_000 }

/** Redis has been there for long. */
const calmMs = 100 * limits.lostAfterMs

const recordingIn = (state: RecordingState, stop: Recording['desired']['stop'] = null): Recording =>
  sampleRecording({ state, desired: { stop, splits: 0 } })

const begun = ['waiting', 'recording', 'interrupted', 'paused', 'finalizing'] as const

describe('a recording without an owner', () => {
  it('is woken at once when nobody has taken it yet, however long that is', () => {
    const decide = (unownedMs: number, calmForMs: number) =>
      decideUnowned(recordingIn('accepted'), { unownedMs, calmMs: calmForMs }, limits)
    expect(decide(0, calmMs)).toBe('wake')
    expect(decide(0, 0)).toBe('wake')
    expect(decide(10 * limits.lostAfterMs, calmMs)).toBe('wake')
  })

  it.each(begun)('that is %s is woken at once, then failed', (state) => {
    const decide = (unownedMs: number) =>
      decideUnowned(recordingIn(state), { unownedMs, calmMs }, limits)
    expect(decide(0)).toBe('wake')
    expect(decide(limits.lostAfterMs - 1)).toBe('wake')
    expect(decide(limits.lostAfterMs)).toBe('fail')
  })

  it.each(begun)('that is %s is left to its recorder after Redis was away', (state) => {
    const decide = (sighting: { unownedMs: number; calmMs: number }) =>
      decideUnowned(recordingIn(state), sighting, limits)
    expect(decide({ unownedMs: calmMs, calmMs: 0 })).toBe('watch')
    expect(decide({ unownedMs: calmMs, calmMs: limits.graceMs - 1 })).toBe('watch')
    expect(decide({ unownedMs: calmMs, calmMs: limits.graceMs })).toBe('wake')
    expect(decide({ unownedMs: calmMs, calmMs: limits.lostAfterMs - 1 })).toBe('wake')
    expect(decide({ unownedMs: calmMs, calmMs: limits.lostAfterMs })).toBe('fail')
  })

  it.each(begun)('that is %s and paused loses nothing while it has none', (state) => {
    const decide = (unownedMs: number, stopAfterMs: number | null) => {
      const desired = { stop: null, splits: 0, pause: { sinceMs: 0, stopAfterMs } }
      return decideUnowned(sampleRecording({ state, desired }), { unownedMs, calmMs }, limits)
    }
    expect(decide(10 * limits.lostAfterMs, null)).toBe('wake')
    expect(decide(limits.lostAfterMs + 4999, 5000)).toBe('wake')
    expect(decide(limits.lostAfterMs + 5000, 5000)).toBe('fail')
  })

  it.each(['graceful', 'now'] as const)(
    'that nobody has taken yet is canceled at once when it is to stop: %s',
    (mode) => {
      const sighting = { unownedMs: 0, calmMs: 0 }
      expect(decideUnowned(recordingIn('accepted', mode), sighting, limits)).toBe('cancel')
    },
  )

  it.each(['graceful', 'now'] as const)(
    'that is waiting and to stop is canceled when its recorder could have told of media: %s',
    (mode) => {
      const decide = (calmForMs: number, unownedMs = 0) =>
        decideUnowned(recordingIn('waiting', mode), { unownedMs, calmMs: calmForMs }, limits)
      expect(decide(0)).toBe('watch')
      expect(decide(0, calmMs)).toBe('watch')
      expect(decide(limits.graceMs - 1)).toBe('watch')
      expect(decide(limits.graceMs)).toBe('cancel')
      expect(decide(calmMs)).toBe('cancel')
      expect(decide(calmMs, calmMs)).toBe('cancel')
    },
  )

  it.each(['recording', 'interrupted', 'paused', 'finalizing'] as const)(
    'that is %s and to stop needs a recorder to close its files',
    (state) => {
      expect(decideUnowned(recordingIn(state, 'now'), { unownedMs: 0, calmMs }, limits)).toBe(
        'wake',
      )
    },
  )
})
