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
  return { time, second }
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
