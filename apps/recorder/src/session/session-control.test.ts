import type { StopMode } from '@tapedeck/domain'
import { expect, test } from 'vitest'
import { SessionControl } from './session-control.ts'

const nothing = { stop: null, splits: 0 } as const

/** A control with a pull under way, and what the pull was told. */
const running = (desired: ConstructorParameters<typeof SessionControl>[0] = nothing) => {
  const control = new SessionControl(desired)
  const stops: StopMode[] = []
  control.onStop((mode) => stops.push(mode))
  return { control, stops }
}

test('a recording that nobody wants to end goes on', () => {
  const { control, stops } = running()
  control.apply(nothing)
  expect(control.ending.aborted).toBe(false)
  expect([control.stopMode, stops]).toEqual([null, []])
})

test('a stop ends the waiting and the pull, once however often it is read', () => {
  const { control, stops } = running()
  for (const _ of [1, 2, 3]) control.apply({ stop: 'graceful', splits: 0 })
  expect(control.ending.aborted).toBe(true)
  expect([control.stopMode, stops]).toEqual(['graceful', ['graceful']])
})

test('"now" wins over "graceful", and not the other way round', () => {
  const { control, stops } = running()
  control.apply({ stop: 'graceful', splits: 0 })
  control.apply({ stop: 'now', splits: 0 })
  control.apply({ stop: 'graceful', splits: 0 })
  expect([control.stopMode, stops]).toEqual(['now', ['graceful', 'now']])
})

test('a stop that stands in the record from the start ends the first pull', () => {
  const { control, stops } = running({ stop: 'now', splits: 0 })
  expect(control.ending.aborted).toBe(true)
  expect(stops).toEqual(['now'])
})

test('a listener that is taken away hears nothing', () => {
  const { control, stops } = running()
  control.onStop(null)
  control.apply({ stop: 'now', splits: 0 })
  expect(stops).toEqual([])
})

test('every split that was asked for is told once, those of former generations are not', () => {
  const { control } = running({ stop: null, splits: 3 })
  const told: number[] = []
  control.onSplits((count) => told.push(count))
  for (const splits of [3, 4, 4, 6, 5]) control.apply({ stop: null, splits })
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
  const control = new SessionControl(nothing)
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
  const control = new SessionControl(nothing)
  control.apply({ stop: null, splits: 2 })
  const told: number[] = []
  control.onSplits((count) => told.push(count))
  control.apply({ stop: null, splits: 3 })
  expect(told).toEqual([1])
})
