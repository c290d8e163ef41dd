import type { DesiredControl, StopMode } from '@tapedeck/domain'
import { expect, test } from 'vitest'
import { SessionControl, type Wishes } from './session-control.ts'

/** The wishes of a record; one that tells no revision is the newest. */
const wishes = (desired: Partial<DesiredControl> = {}, revision = 100): Wishes => ({
  desired: { stop: null, splits: 0, ...desired },
  revision,
})
const paused = (stopAfterMs: number | null = null): Wishes =>
  wishes({ pause: { sinceMs: wallMs, stopAfterMs } })
const resumed = wishes({ pause: null })

const wallMs = 1_800_000_000_000

/** A control with clocks that the test moves. */
const withClocks = (first: Wishes = wishes()) => {
  let passedMs = 0
  const clocks = { clock: () => wallMs + passedMs, monotonic: () => passedMs }
  const pass = (ms: number): void => {
    passedMs += ms
  }
  return { control: new SessionControl(first, clocks), pass }
}

/** A control with a pull under way, and what the pull was told. */
const running = (first: Wishes = wishes()) => {
  const { control, pass } = withClocks(first)
  const stops: StopMode[] = []
  control.onStop((mode) => stops.push(mode))
  return { control, stops, pass }
}

test('a recording that nobody wants to end goes on', () => {
  const { control, stops } = running()
  control.apply(wishes())
  expect(control.ending.aborted).toBe(false)
  expect([control.stopMode, stops]).toEqual([null, []])
})

test('a stop ends the waiting and the pull, once however often it is read', () => {
  const { control, stops } = running()
  for (const _ of [1, 2, 3]) control.apply(wishes({ stop: 'graceful' }))
  expect(control.ending.aborted).toBe(true)
  expect([control.stopMode, stops]).toEqual(['graceful', ['graceful']])
})

test('"now" wins over "graceful", and not the other way round', () => {
  const { control, stops } = running()
  control.apply(wishes({ stop: 'graceful' }))
  control.apply(wishes({ stop: 'now' }))
  control.apply(wishes({ stop: 'graceful' }))
  expect([control.stopMode, stops]).toEqual(['now', ['graceful', 'now']])
})

test('a stop that stands in the record from the start ends the first pull', () => {
  const { control, stops } = running(wishes({ stop: 'now' }))
  expect(control.ending.aborted).toBe(true)
  expect(stops).toEqual(['now'])
})

test('a listener that is taken away hears nothing', () => {
  const { control, stops } = running()
  control.onStop(null)
  control.apply(wishes({ stop: 'now' }))
  expect(stops).toEqual([])
})

test('every split that was asked for is told once, those of former generations are not', () => {
  const { control } = running(wishes({ splits: 3 }))
  const told: number[] = []
  control.onSplits((count) => told.push(count))
  for (const splits of [3, 4, 4, 6, 5]) control.apply(wishes({ splits }))
  expect(told).toEqual([1, 2])
})

test('a shutdown ends the pull gracefully and is no stop', () => {
  const { control, stops } = running()
  control.shutdown()
  expect([control.isShutdown, control.isLost, control.stopMode]).toEqual([true, false, null])
  expect(stops).toEqual(['graceful'])
})

test('a lost lease ends the pull at once', () => {
  const { control, stops } = running()
  control.loseLease()
  expect([control.isLost, control.stopMode, stops]).toEqual([true, null, ['now']])
})

test('a pull that starts after the loss is ended at once too', () => {
  const control = withClocks().control
  control.loseLease()
  const stops: StopMode[] = []
  control.onStop((mode) => stops.push(mode))
  expect(stops).toEqual(['now'])
})

test("a recording that was handed over ends its pull at once: what still comes is the other recorder's", () => {
  const { control, stops } = running()
  control.handedOver()
  expect([control.isHandedOver, control.isLost, stops]).toEqual([true, false, ['now']])
})

test('what makes going on impossible ends the pull gracefully, and the first reason stays', () => {
  const { control, stops } = running()
  control.fail({ reason: 'spool_full', detail: 'first' })
  control.fail({ reason: 'internal', detail: 'second' })
  expect(control.fault).toEqual({ reason: 'spool_full', detail: 'first' })
  expect(stops).toEqual(['graceful', 'graceful'])
  expect(control.ending.aborted).toBe(true)
})

test('splits that were seen before anybody listened are told to nobody', () => {
  const control = withClocks().control
  control.apply(wishes({ splits: 2 }))
  const told: number[] = []
  control.onSplits((count) => told.push(count))
  control.apply(wishes({ splits: 3 }))
  expect(told).toEqual([1])
})

test('a pause ends the waiting and the pull gracefully, once however often it is read, and is no end', () => {
  const { control, stops } = running()
  const { leaving } = control
  for (const _ of [1, 2, 3]) control.apply(paused())
  expect([control.isPaused, leaving.aborted, control.ending.aborted]).toEqual([true, true, false])
  expect(stops).toEqual(['graceful'])
})

test('a pause that is taken back lets the stream be waited for again', async () => {
  const { control, stops } = running()
  control.apply(paused())
  const held = control.whilePaused()
  control.apply(resumed)
  await held
  expect([control.isPaused, control.leaving.aborted]).toEqual([false, false])
  control.apply(wishes({ pause: { sinceMs: wallMs + 1, stopAfterMs: null } }))
  expect([control.isPaused, control.leaving.aborted]).toEqual([true, true])
  expect(stops).toEqual(['graceful', 'graceful'])
})

test('a recording that was paused before this session began is not pulled', () => {
  const { control, stops } = running(paused())
  expect([control.isPaused, control.leaving.aborted]).toEqual([true, true])
  expect(stops).toEqual(['graceful'])
})

test('wishes that were read before newer ones were, and come behind them, change nothing', () => {
  const { control } = withClocks(wishes({}, 4))
  const pause = { sinceMs: wallMs, stopAfterMs: null }
  control.apply(wishes({ pause: null }, 6))
  control.apply(wishes({ pause }, 5))
  expect(control.isPaused).toBe(false)
  control.apply(wishes({ pause }, 7))
  control.apply(wishes({ pause: null }, 7))
  expect(control.isPaused).toBe(false)
})

test('what the latest read says counts, though the record went back to an older version of itself', () => {
  const { control, stops } = running(wishes({ splits: 3 }, 9))
  const told: number[] = []
  control.onSplits((count) => told.push(count))
  control.applyLatest(wishes({ splits: 2 }, 4))
  // one more behind the one that was lost
  control.applyLatest(wishes({ splits: 3 }, 5))
  expect([told, stops]).toEqual([[1], []])
  expect(control.applyLatest(wishes({ splits: 3, stop: 'graceful' }, 6))).toEqual(['stop'])
  expect([control.stopMode, stops]).toEqual(['graceful', ['graceful']])
})

test('a pause with a delay is over when the delay is', async () => {
  const { control, pass } = running()
  control.apply(paused(5000))
  pass(4999)
  expect(control.isPauseOver).toBe(false)
  pass(1)
  expect(control.isPauseOver).toBe(true)
  await control.whilePaused()
  expect([control.isPaused, control.ending.aborted]).toEqual([true, false])
})

test.each(['stop', 'shutdown', 'loss', 'fault'])('a pause is cut short by a %s', async (what) => {
  const { control } = withClocks(paused())
  const held = control.whilePaused()
  if (what === 'stop') control.apply(wishes({ ...paused().desired, stop: 'graceful' }))
  if (what === 'shutdown') control.shutdown()
  if (what === 'loss') control.loseLease()
  if (what === 'fault') control.fail({ reason: 'spool_full', detail: '' })
  await held
  expect(control.ending.aborted).toBe(true)
})

test('a pause behind the end changes nothing more', () => {
  const { control, stops } = running()
  control.apply(wishes({ stop: 'now' }))
  control.apply(wishes({ ...paused().desired, stop: 'now' }))
  expect(stops).toEqual(['now'])
})
