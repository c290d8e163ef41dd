import { expect, test } from 'vitest'
import { fragmentOfSamples } from '../test/support/simulated-stream.ts'
import { avcTrack } from '../test/support/synthetic.ts'
import type { Fragment } from './fragment.ts'
import { MediaLine } from './media-line.ts'

const tracks = [avcTrack()]

/** Pictures of 40 ms by the times, in frames, at which they are shown. */
const pictures = (shownAt: number[]): Fragment =>
  fragmentOfSamples(
    shownAt.map((shown, index) => ({
      sample: {
        ...{ trackId: 1, dts: index * 40, ctsOffset: (shown - index) * 40, duration: 40 },
        ...{ isSync: index === 0, offset: 0, size: 1 },
      },
      data: Buffer.from([index]),
    })),
  )

const shownTimes = ({ samples }: Fragment): number[] =>
  samples.map(({ dts, ctsOffset }) => dts + ctsOffset).toSorted((a, b) => a - b)

test('a whole group of pictures is followed without a hole', () => {
  const line = new MediaLine()
  const whole = pictures([2, 5, 3, 4])
  const first = line.place(whole, tracks, 0).fragment
  line.beginPull()
  const second = line.place(whole, tracks, 1000).fragment
  expect([...shownTimes(first), ...shownTimes(second)]).toEqual([
    80, 120, 160, 200, 240, 280, 320, 360,
  ])
})

test('a pull that was cut off within a group of pictures shares no time with the next one', () => {
  const line = new MediaLine()
  // the pictures between the last two were not received any more
  const cut = line.place(pictures([2, 5]), tracks, 0).fragment
  line.beginPull()
  const next = line.place(pictures([2, 5, 3, 4]), tracks, 1000).fragment
  const lastMs = shownTimes(cut).at(-1) ?? 0
  expect(shownTimes(next)[0]).toBe(lastMs + 40)
})
