import { type Recording, recordingStates } from '@tapedeck/domain'
import { describe, expect, it } from 'vitest'
import { eventOfTransition } from './event-of-transition.ts'
import { nextRecording } from './next-recording.ts'

const recording = {
  id: 'r1',
  state: 'recording',
  revision: 7,
  generation: 2,
  interruptions: 1,
  endedAtMs: null,
  gaps: [],
  gapCount: 0,
  reason: null,
} as unknown as Recording

const change = { patch: {}, lease: null, nowMs: 5000 } as const

describe('the next record', () => {
  it('counts the write and keeps the generation of whoever wrote last under a lease', () => {
    const next = nextRecording(recording, { ...change, state: 'recording' })
    expect(next).toEqual({ ...recording, revision: 8 })
    const lease = { recordingId: 'r1', ownerId: 'me', generation: 3 }
    expect(nextRecording(recording, { ...change, state: 'recording', lease }).generation).toBe(3)
  })

  it('counts interruptions when they begin', () => {
    const interrupted = nextRecording(recording, { ...change, state: 'interrupted' })
    expect(interrupted.interruptions).toBe(2)
    expect(nextRecording(interrupted, { ...change, state: 'interrupted' }).interruptions).toBe(2)
  })

  it('counts on when a pause is over, so that no two pauses have one number', () => {
    const paused = nextRecording(recording, { ...change, state: 'paused' })
    expect(paused.interruptions).toBe(1)
    const resumed = nextRecording(paused, { ...change, state: 'interrupted' })
    expect(nextRecording(resumed, { ...change, state: 'paused' }).interruptions).toBe(2)
  })

  it('has its end time when it ends', () => {
    expect(nextRecording(recording, { ...change, state: 'failed' }).endedAtMs).toBe(5000)
    expect(nextRecording(recording, { ...change, state: 'finalizing' }).endedAtMs).toBeNull()
  })

  describe('with a gap', () => {
    const gap = { startedAtMs: 10, endedAtMs: 20, mediaTimeMs: 5, cause: 'source_lost' } as const
    const after = (before: Recording, told: typeof gap | Recording['gaps'][number]) =>
      nextRecording(before, { ...change, state: 'recording', patch: { gap: told, reason: null } })

    it('lists and counts it', () => {
      expect(after(recording, gap)).toMatchObject({ gaps: [gap], gapCount: 1, revision: 8 })
    })

    it('that was told already, because the answer was lost, does not do so twice', () => {
      const first = after(recording, gap)
      expect(after(first, { ...gap })).toEqual({ ...first, revision: 9 })
    })

    it.each([{ startedAtMs: 11 }, { endedAtMs: 21 }, { cause: 'paused' as const }])(
      'that differs from the last one in %o does',
      (part) => {
        const other = { ...gap, ...part }
        const next = after(after(recording, gap), other)
        expect(next).toMatchObject({ gaps: [gap, other], gapCount: 2 })
      },
    )
  })

  it('leaves the given record alone', () => {
    const before = structuredClone(recording)
    const gap = { startedAtMs: 1, endedAtMs: 2, mediaTimeMs: 0, cause: 'paused' } as const
    nextRecording(recording, { ...change, state: 'failed', patch: { gap, reason: 'internal' } })
    expect(recording).toEqual(before)
  })
})

describe('the event of a transition', () => {
  it('is told for the first fragment, for interruptions, pauses, resumptions and ends', () => {
    expect(eventOfTransition('waiting', 'recording')).toBe('recording.started')
    expect(eventOfTransition('recording', 'interrupted')).toBe('recording.interrupted')
    expect(eventOfTransition('interrupted', 'recording')).toBe('recording.resumed')
    expect(eventOfTransition('recording', 'paused')).toBe('recording.paused')
    expect(eventOfTransition('interrupted', 'paused')).toBe('recording.paused')
    expect(eventOfTransition('finalizing', 'completed')).toBe('recording.completed')
    expect(eventOfTransition('paused', 'failed')).toBe('recording.failed')
    expect(eventOfTransition('accepted', 'canceled')).toBe('recording.canceled')
  })

  it('is told for nothing else', () => {
    expect(eventOfTransition('accepted', 'waiting')).toBeNull()
    expect(eventOfTransition('recording', 'finalizing')).toBeNull()
    expect(eventOfTransition('paused', 'interrupted')).toBeNull()
    for (const state of recordingStates.slice(0, 6))
      expect(eventOfTransition(state, state)).toBeNull()
  })
})
