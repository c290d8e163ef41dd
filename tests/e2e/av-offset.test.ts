import type { MediaPacket } from '@tapedeck/testkit'
import { expect, test } from 'vitest'
import { avOffsetMs } from './av-offset.ts'

const track = (name: string, stepMs: number, shift: (ms: number) => number): MediaPacket[] =>
  Array.from({ length: 50 }, (_, index) => ({
    hash: `${name}${index}`,
    bytes: 1,
    ptsMs: index * stepMs + shift(index * stepMs),
    dtsMs: index * stepMs,
    isKeyframe: false,
  }))
const both = (video: (ms: number) => number, audio: (ms: number) => number) => ({
  video: track('v', 40, video),
  audio: track('a', 21, audio),
})
const source = both(
  () => 0,
  () => 0,
)

test('a file that begins elsewhere, and one whose time line was set together again, keep the offset', () => {
  const moved = (ms: number): number => (ms < 500 ? -100 : 400)
  expect(avOffsetMs(source, both(moved, moved))).toBe(0)
})

test('sound that runs away from the picture is told', () => {
  expect(
    avOffsetMs(
      source,
      both(
        () => 10,
        (ms) => (ms < 500 ? 10 : 70),
      ),
    ),
  ).toBe(60)
})

test('a file of sound alone has no offset', () => {
  expect(avOffsetMs(source, { ...source, video: [] })).toBe(0)
})
