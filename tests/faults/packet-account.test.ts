import type { MediaPacket } from '@tapedeck/testkit'
import { expect, test } from 'vitest'
import { accountFor } from './packet-account.ts'

const packet = (index: number): MediaPacket => ({
  hash: `h${index}`,
  bytes: 10,
  ptsMs: index * 40,
  dtsMs: index * 40,
  isKeyframe: index % 5 === 0,
})
const source = Array.from({ length: 20 }, (_, index) => packet(index))
const account = (...indexes: number[]) => accountFor('video', source, indexes.map(packet))
const all = source.map((_, index) => index)

test('everything from where the recorder joined, once and in order, has nothing to tell', () => {
  const { found: _, ...facts } = account(...all.slice(5))
  expect(facts).toEqual({
    kind: 'video',
    expected: 15,
    holes: [],
    lost: 0,
    doubled: 0,
    misplaced: 0,
    unknown: 0,
  })
})

test('a hole is told with its place, also at the end', () => {
  const { holes, lost } = account(...all.slice(0, 5), ...all.slice(8, 18))
  expect(holes).toEqual([
    { packets: 3, fromMs: 200, toMs: 320 },
    { packets: 2, fromMs: 720, toMs: 760 },
  ])
  expect(lost).toBe(5)
})

test('what is there twice, out of order or not of this source is counted', () => {
  expect(account(...all, 19)).toMatchObject({ doubled: 1, misplaced: 0 })
  expect(account(...all.slice(0, 10), 3, ...all.slice(10))).toMatchObject({
    doubled: 1,
    misplaced: 0,
  })
  expect(account(...all.slice(0, 5), ...all.slice(8), 5, 6, 7)).toMatchObject({
    doubled: 0,
    misplaced: 3,
    lost: 0,
  })
  expect(account(...all, 40)).toMatchObject({ unknown: 1, lost: 0 })
})

test('packets of a source that are alike are told apart by their order', () => {
  const twice = [packet(1), packet(2), packet(1), packet(3)]
  expect(accountFor('audio', twice, twice)).toMatchObject({ lost: 0, doubled: 0, misplaced: 0 })
  expect(accountFor('audio', twice, [...twice.slice(0, 3), packet(1)])).toMatchObject({
    lost: 1,
    doubled: 1,
  })
})

test('nothing found is everything lost', () => {
  expect(account()).toMatchObject({ lost: 20, expected: 20 })
})
