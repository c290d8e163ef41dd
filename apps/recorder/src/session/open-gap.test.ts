import { expect, test } from 'vitest'
import { OpenGap } from './open-gap.ts'

const lost = { startedAtMs: 1000.4, mediaTimeMs: 500.2, cause: 'source_lost' } as const

test('media without a gap before it closes nothing', () => {
  expect(new OpenGap().close(2000)).toBeNull()
})

test('a gap lasts from the end of media to the next media, in whole milliseconds', () => {
  const gap = new OpenGap()
  gap.open(lost)
  const whole = { startedAtMs: 1000, endedAtMs: 4001, mediaTimeMs: 500, cause: 'source_lost' }
  expect(gap.close(4000.6)).toEqual(whole)
  expect(gap.close(5000)).toBeNull()
})

test('a gap that is open goes on when the next pull brings nothing', () => {
  const gap = new OpenGap()
  gap.open({ ...lost, cause: 'recorder_lost' })
  gap.open({ ...lost, startedAtMs: 3000 })
  expect(gap.close(4000)).toMatchObject({ startedAtMs: 1000, cause: 'recorder_lost' })
})

test('a gap never ends before it began, whatever the clocks say', () => {
  const gap = new OpenGap()
  gap.open(lost)
  expect(gap.close(900)).toMatchObject({ startedAtMs: 1000, endedAtMs: 1000 })
})
