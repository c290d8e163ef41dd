import { describe, expect, it } from 'vitest'
import { parsedFragment, parsedInit } from '../../test/support/synthetic-stream.ts'
import { boxesIn } from '../mp4/box.ts'
import { readFragment } from '../mp4/movie-fragment.ts'
import { trackDefaults } from '../mp4/track-defaults.ts'
import { createCmafComposer } from './cmaf-composer.ts'

const fragmentAt = (second: number) =>
  parsedFragment(
    {
      trackId: 1,
      decodeTicks: second * 16_000,
      samples: [{ duration: 8000 }, { duration: 8000, isSync: false }],
    },
    { trackId: 2, decodeTicks: second * 44_100 + 400, samples: [{ duration: 44_100 }] },
  )

describe('CMAF slices', () => {
  it('start with a segment type, run from the cycle’s start and count their fragments on', () => {
    const composer = createCmafComposer(parsedInit, 60_000)
    const slices = [
      [60, 61],
      [62, 63],
    ].map((seconds) => {
      const start = composer.startSlice()
      const media = seconds.flatMap((second) => composer.append(fragmentAt(second)))
      return { bytes: Buffer.concat([...start, ...media]), ...composer.endSlice() }
    })
    expect(composer.initObject).toEqual(parsedInit.bytes)
    expect(slices.map((slice) => slice.durationMs)).toEqual([2000, 2000])
    for (const [index, { bytes }] of slices.entries()) {
      const boxes = boxesIn(bytes)
      expect(boxes.map((box) => box.type)).toEqual(['styp', 'moof', 'mdat', 'moof', 'mdat'])
      const [, moof, mdat, secondMoof] = boxes
      const fragment = readFragment(
        bytes.subarray(moof?.start, mdat?.end),
        trackDefaults(parsedInit),
      )
      expect(fragment.samples.map((sample) => sample.dts)).toEqual([
        index * 32_000,
        index * 32_000 + 8000,
        index * 88_200 + 400,
      ])
      const sequences = [moof, secondMoof].map((box) => bytes.readUInt32BE((box?.start ?? 0) + 20))
      expect(sequences).toEqual([index * 2 + 1, index * 2 + 2])
    }
  })
})
