import { expect, test } from 'vitest'
import { ScheduleWatch } from './schedule-watch.ts'

const everyMs = 500

/** Looks every 250 ms; `beats` says how many beats there were by then. */
const watching = (
  beatsAt: (nowMs: number) => number | null,
  jumpAt: Record<number, number> = {},
) => {
  const watch = new ScheduleWatch(everyMs, { nowMs: 0, wallMs: 0 })
  const beats: number[] = []
  const resets: number[] = []
  let jumpedMs = 0
  for (let nowMs = 0; nowMs <= 6000; nowMs += 250) {
    jumpedMs += jumpAt[nowMs] ?? 0
    const verdict = watch.look({ beats: beatsAt(nowMs), nowMs, wallMs: nowMs + jumpedMs })
    if (verdict.beat) beats.push(nowMs)
    if (verdict.reset) resets.push(nowMs)
  }
  return { beats, resets }
}

test('a schedule that beats is left alone, also when the clock jumps ahead', () => {
  const beating = (nowMs: number) => 1 + Math.floor(nowMs / everyMs)
  expect(watching(beating)).toEqual({ beats: [], resets: [] })
  expect(watching(beating, { 2000: 3_600_000 })).toEqual({ beats: [], resets: [] })
})

test('a missing beat is done here, and a schedule that stands still is made anew, now and then', () => {
  const { beats, resets } = watching((nowMs) => 1 + Math.min(2, Math.floor(nowMs / everyMs)))
  expect(beats[0]).toBe(1750)
  expect(beats).toHaveLength(18)
  expect(resets).toEqual([3000, 5000])
})

test('one that is not there is made at once', () => {
  expect(watching(() => null).resets.slice(0, 2)).toEqual([0, 250])
})

test('it is made anew as soon as the clock was set back', () => {
  const beats = (nowMs: number) => (nowMs < 2000 ? 40 + Math.floor(nowMs / everyMs) : 1)
  const { beats: done, resets } = watching(beats, { 2000: -3_600_000 })
  expect(resets[0]).toBe(2000)
  // the counter that begins anew is no beat
  expect(done[0]).toBe(2250)
})
