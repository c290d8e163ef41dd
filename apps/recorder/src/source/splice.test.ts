import type { Fragment, Sample, Track } from '@tapedeck/media'
import { expect, test } from 'vitest'
import { Splice } from './splice.ts'

const tracks = [{ id: 1, kind: 'video', timescale: 1000 } as Track]
const sample = (dts: number): Sample => ({
  trackId: 1,
  dts,
  ctsOffset: 0,
  duration: 1000,
  isSync: true,
  offset: 8,
  size: 0,
})
const fragment = (dts: number): Fragment => ({
  bytes: Buffer.alloc(8),
  moofBytes: 8,
  samples: [sample(dts)],
})

test('fragments before the place are left out, those behind it are whole', () => {
  const splice = new Splice({ dts: new Map([[1, 3000]]) })
  const kept = [0, 1000, 2000, 3000, 4000].map(
    (dts) => splice.after(fragment(dts), tracks) !== null,
  )
  expect(kept).toEqual([false, false, false, true, true])
})

test('times that jump back behind the place are not before it', () => {
  const splice = new Splice({ dts: new Map([[1, 3000]]) })
  for (let dts = 3000; dts < 30_000; dts += 1000) splice.after(fragment(dts), tracks)
  expect(splice.after(fragment(0), tracks)).not.toBeNull()
})
