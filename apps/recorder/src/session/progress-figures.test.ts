import { expect, test } from 'vitest'
import { progressFigures } from './progress-figures.ts'

const hourMs = 3_600_000

/** Figures of a stream of 1000 bytes and 25 frames a second, and the clocks that they are read by. */
const figuring = () => {
  const time = { monotonicMs: 5000, wallMs: 1_800_000_000_000 }
  const received = { receivedBytes: 0, fragments: 0, leadingFrames: 0, pulls: 1 }
  const figures = progressFigures({
    received,
    mediaMs: () => received.leadingFrames * 40,
    cycles: () => [],
    clock: () => time.wallMs,
    monotonic: () => time.monotonicMs,
    generation: 1,
    recorderId: 'recorder-1',
  })
  const second = () => {
    time.monotonicMs += 1000
    time.wallMs += 1000
    received.receivedBytes += 1000
    received.leadingFrames += 25
    return figures()
  }
  const pausedSecond = () => {
    time.monotonicMs += 1000
    time.wallMs += 1000
    return figures()
  }
  return { time, second, pausedSecond }
}

test('rates are those of the last seconds', () => {
  const { second } = figuring()
  for (let n = 0; n < 20; n += 1) second()
  expect(second()).toMatchObject({ fps: 25, bitsPerSecond: 8000, wallMs: 21_000, mediaMs: 21_000 })
})

test.each([hourMs, -hourMs])(
  'a wall clock that jumps by %d ms changes no rate and no length',
  (jumpMs) => {
    const { time, second } = figuring()
    second()
    time.wallMs += jumpMs
    const figures = second()
    expect(figures).toMatchObject({ fps: 25, bitsPerSecond: 8000, wallMs: 2000 })
    expect(figures.updatedAtMs).toBe(time.wallMs)
  },
)

test('while nothing comes the rates fall to nothing, and what came stays', () => {
  const { second, pausedSecond } = figuring()
  for (let n = 0; n < 20; n += 1) second()
  for (let n = 0; n < 5; n += 1) pausedSecond()
  const silent = { fps: 0, bitsPerSecond: 0, receivedBytes: 20_000, mediaMs: 20_000 }
  expect(pausedSecond()).toMatchObject(silent)
  for (let n = 0; n < 5; n += 1) second()
  expect(second()).toMatchObject({ fps: 25, bitsPerSecond: 8000, wallMs: 32_000 })
})
