import type { StreamStart } from '@tapedeck/domain'
import { expect, test } from 'vitest'
import { planLeftovers } from './take-over.ts'

const start: StreamStart = { tracks: [] }
const lease = (generation: number) => ({ recordingId: 'rec', ownerId: 'me', generation })
const known = (generation: number, ownerId: string, hasMedia = true) => ({
  generation,
  ownerId,
  start: hasMedia ? start : null,
})

test('a restarted recorder goes on from all that it left, also over crashes in between', () => {
  const generations = [known(1, 'me'), known(2, 'me', false), known(3, 'me')]
  expect(planLeftovers([1, 2], lease(3), generations, [], [])).toEqual({
    goOnFrom: [1, 2],
    superseded: [],
    foreign: [],
  })
})

test('what another recorder went on behind fills a gap, and is not gone on from', () => {
  const generations = [known(1, 'me'), known(2, 'other'), known(3, 'me'), known(4, 'me')]
  expect(planLeftovers([1, 3], lease(4), generations, [], [])).toEqual({
    goOnFrom: [3],
    superseded: [1],
    foreign: [],
  })
})

test('another recorder that held the lease and recorded nothing does not come between', () => {
  const generations = [known(1, 'me'), known(2, 'other', false), known(3, 'me')]
  expect(planLeftovers([1], lease(3), generations, [], [])).toMatchObject({ goOnFrom: [1] })
})

test('a generation with files recorded something, whether its beginning was noted or not', () => {
  const generations = [known(1, 'me'), known(2, 'other', false), known(3, 'me')]
  expect(planLeftovers([1], lease(3), generations, [{ generation: 2 }], [])).toMatchObject({
    goOnFrom: [],
    superseded: [1],
  })
})

test("the spool of a hand-over that did not happen is nobody's, also when its number was given out since", () => {
  // 2 was pulled here and became another recorder's, 3 is the lease that begins now
  const generations = [known(1, 'other'), known(2, 'other'), known(3, 'me', false)]
  expect(planLeftovers([2, 3], lease(3), generations, [], [2, 3])).toEqual({
    goOnFrom: [],
    superseded: [],
    foreign: [2, 3],
  })
})

test('what older versions left, of which nobody noted an owner, is gone on from', () => {
  expect(planLeftovers([1], lease(2), [], [], [])).toMatchObject({ goOnFrom: [1] })
})

test('a hand-over that happened is gone on from, though its recorder was killed before it took the mark away', () => {
  const generations = [known(1, 'other'), known(2, 'me')]
  expect(planLeftovers([2], lease(3), generations, [], [2])).toMatchObject({ goOnFrom: [2] })
})

test('a recorder that got another name still goes on from what it left', () => {
  const generations = [known(1, 'my former name')]
  expect(planLeftovers([1], lease(2), generations, [], [])).toMatchObject({
    goOnFrom: [1],
    foreign: [],
  })
})
