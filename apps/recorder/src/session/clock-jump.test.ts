import type { Fragment, InitSegment, Sample, Track } from '@tapedeck/media'
import { expect, test } from 'vitest'
import { CycleMeter } from '../output/cycle-meter.ts'
import type { PlacedFragment } from '../output/placed-fragment.ts'
import { FragmentPlacer } from '../source/fragment-placer.ts'
import { OpenGap } from './open-gap.ts'

const hourMs = 3_600_000
const wallMs = 1_800_000_000_000
const sampleEntry = Buffer.from('mp4a')
const tracks = [{ id: 1, kind: 'audio', codec: 'other', timescale: 1000, sampleEntry } as Track]
const init: InitSegment = { bytes: Buffer.alloc(0), tracks }
const spooled = {
  sequence: 0,
  origin: { generation: 1, sequence: 0 },
  place: { generation: 1, segment: '', offset: 0, bytes: 0, crc32: '' },
}

/** A pull of seconds that arrive when they are over, by a wall clock that shows `startMs` at its beginning. */
const pulled = (placer: FragmentPlacer, startMs: number, seconds: number): PlacedFragment[] => {
  const mediaMs = placer.mediaMs
  placer.beginPull(init)
  return Array.from({ length: seconds }, (_, n) => n).flatMap((n) => {
    const dts = mediaMs + n * 1000
    const sample = {
      trackId: 1,
      dts,
      ctsOffset: 0,
      duration: 1000,
      isSync: true,
      offset: 8,
      size: 0,
    }
    const fragment: Fragment = {
      bytes: Buffer.from('\0\0\0\bmoof'),
      moofBytes: 8,
      samples: [sample satisfies Sample],
    }
    return placer.place({ fragment, receivedAtMs: startMs + n * 1000 + 1000, spooled })
  })
}

/** The cycle of these fragments, by a clock that does not jump. */
const cycleOf = (placed: PlacedFragment[], previousEndMs: number | null): CycleMeter => {
  const [first] = placed
  if (first === undefined) throw new RangeError('no fragment')
  const meter = new CycleMeter(first, previousEndMs, 0)
  for (const [n, one] of placed.entries()) meter.add(one, 100, (n + 1) * 1000)
  return meter
}

test.each([hourMs, -hourMs])(
  'a wall clock that jumps by %d ms between two pulls moves the file that follows, and changes no length',
  (jumpMs) => {
    const placer = new FragmentPlacer()
    const first = pulled(placer, wallMs, 10)
    const second = pulled(placer, wallMs + 12_000 + jumpMs, 10)
    const before = cycleOf(first, null)
    const after = cycleOf(second, before.endMs)
    expect(before.span()).toMatchObject({ startedAtMs: wallMs, durationMs: 10_000 })
    expect(after.span()).toMatchObject({
      startedAtMs: wallMs + 12_000 + jumpMs,
      endedAtMs: wallMs + 22_000 + jumpMs,
      durationMs: 10_000,
    })
    // when a cycle ends is measured on media and on a clock that does not jump, from the end of the gap on
    const [next] = pulled(placer, wallMs, 1)
    expect(next && after.position(next, 10_000, false)).toMatchObject({ wallMs: 9000 })
  },
)

test('a gap over a clock that was set back has no length, and one over a clock that was set on tells its times', () => {
  const gap = new OpenGap()
  gap.open({ startedAtMs: wallMs, mediaTimeMs: 10_000, cause: 'source_lost' })
  expect(gap.close(wallMs - hourMs)).toMatchObject({ startedAtMs: wallMs, endedAtMs: wallMs })
  gap.open({ startedAtMs: wallMs, mediaTimeMs: 10_000, cause: 'source_lost' })
  expect(gap.close(wallMs + hourMs)).toMatchObject({ endedAtMs: wallMs + hourMs })
})
