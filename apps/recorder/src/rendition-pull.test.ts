import { expect, test } from 'vitest'

import { costOf, encoderFailure, fits, loadOf, madeProfileOf } from './rendition-pull.ts'

const profile = { name: 'ld', height: 360, videoKbps: 420, audioKbps: 96, fps: null }
const made = { rendition: { profile, isMade: true } }
const pulled = { rendition: { profile, isMade: false } }

test('only a rendition that is made here is encoded', () => {
  expect([made, pulled, {}].map(madeProfileOf)).toEqual([profile, null, null])
  expect([made, pulled, {}].map((recording) => costOf(recording, 8))).toEqual([8, 1, 1])
})

test.each([
  [0, 1, 50, true],
  [49, 1, 50, true],
  [50, 1, 50, false],
  [42, 8, 50, true],
  [43, 8, 50, false],
  [0, 8, 4, true],
  [1, 8, 4, false],
  // beyond the capacity, because streams that were waited for went live
  [60, 1, 50, false],
])('at a load of %i there is room for %i of %i: %s', (load, cost, capacity, isRoom) => {
  expect(fits(load, cost, capacity)).toBe(isRoom)
})

test('a session counts while it pulls; one that encodes also while it waits, but not while it is paused', () => {
  const loadWhen = (isEncoding: boolean) =>
    [
      { isPulling: true, isPaused: false },
      { isPulling: false, isPaused: false },
      { isPulling: false, isPaused: true },
    ].map((session) => loadOf({ ...session, isEncoding }, 8))
  expect(loadWhen(false)).toEqual([1, 0, 0])
  expect(loadWhen(true)).toEqual([8, 8, 0])
})

test('a host without the encoders fails what it would have to encode, and nothing else', () => {
  const without = { missing: ['libx264'] }
  expect(encoderFailure(made, without)).toMatchObject({ reason: 'unsupported_codec' })
  expect(encoderFailure(made, without)?.detail).toContain('libx264')
  expect(encoderFailure(pulled, without)).toBeNull()
  expect(encoderFailure(made, { missing: [] })).toBeNull()
})
