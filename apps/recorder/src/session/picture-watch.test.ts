import type { Fragment, InitSegment } from '@tapedeck/media'
import { expect, test } from 'vitest'
import { PictureWatch } from './picture-watch.ts'

const init = (...kinds: ('video' | 'audio')[]) =>
  ({ tracks: kinds.map((kind, index) => ({ id: index + 1, kind })) }) as InitSegment
const withTracks = (...ids: number[]) =>
  ({ samples: ids.map((trackId) => ({ trackId })) }) as Fragment
const both = withTracks(1, 2)
const sound = withTracks(2)

/** Seconds at which the watch tells, of fragments of a second each. */
const toldOf = (watch: PictureWatch, fragments: Fragment[]): number[] =>
  fragments.flatMap((fragment, second) => (watch.add(fragment, second * 1000) ? [second] : []))
const times = (count: number, fragment: Fragment): Fragment[] => Array(count).fill(fragment)

test('tells once that the picture stops while the sound goes on, and again when it came back between', () => {
  const fragments = [...times(5, both), ...times(60, sound), ...times(5, both), ...times(60, sound)]
  expect(toldOf(new PictureWatch(init('video', 'audio'), 30_000, 0), fragments)).toEqual([34, 99])
})

test.each([
  ['a picture every 20 s', Array.from({ length: 200 }, (_, n) => (n % 20 === 0 ? both : sound))],
  ['a picture without sound', times(100, withTracks(1))],
])('says nothing of %s', (_, fragments) => {
  expect(toldOf(new PictureWatch(init('video', 'audio'), 30_000, 0), fragments)).toEqual([])
})

test('says nothing of a stream of sound alone', () => {
  expect(toldOf(new PictureWatch(init('audio'), 30_000, 0), times(100, withTracks(1)))).toEqual([])
})

test('says nothing of a few fragments that came late', () => {
  const watch = new PictureWatch(init('video', 'audio'), 30_000, 0)
  watch.add(both, 0)
  const late = times(9, sound).map((fragment) => watch.add(fragment, 90_000))
  expect([...late, watch.add(both, 90_000)]).toEqual(Array(10).fill(false))
})
