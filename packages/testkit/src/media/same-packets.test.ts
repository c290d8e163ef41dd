import { expect, test } from 'vitest'

import type { MediaPacket } from './read-packets.ts'
import { differenceOf, expectedPart } from './same-packets.ts'

const packets = (names: string): MediaPacket[] =>
  Array.from(names, (hash, index) => ({
    hash,
    bytes: 10,
    ptsMs: index * 40,
    dtsMs: index * 40,
    isKeyframe: 'aei'.includes(hash),
  }))

const difference = (source: string, found: string): string | null =>
  differenceOf(packets(source), packets(found))

test('the same packets in the same order are no difference', () => {
  expect(difference('abcdef', 'abcdef')).toBeNull()
})

test.each([
  ['a missing packet', 'abdef', 'at packet 2 of 6 (5 found): 1 packets are missing'],
  ['a doubled packet', 'abccdef', 'at packet 3 of 6 (7 found): packet 2 comes again'],
  ['a missing end', 'abcd', 'at packet 4 of 6 (4 found): 2 packets are missing at the end'],
  ['a foreign packet', 'abXcdef', 'at packet 2 of 6 (7 found): 1 unknown packets stand in between'],
  ['a changed packet', 'abXdef', 'at packet 2 of 6 (6 found): the payload is another'],
  ['two packets in the wrong order', 'acbdef', 'at packet 1 of 6 (6 found): 1 packets are missing'],
])('%s is named', (_name, found, message) => {
  expect(difference('abcdef', found)).toContain(message)
})

test('a recording that joined is measured from its own keyframe on', () => {
  const part = expectedPart(packets('abcdefgh'), packets('efg'), { from: 'joined', to: 'left' })
  expect(part.map(({ hash }) => hash).join('')).toBe('efg')
})

test('a recording that claims to be whole is measured from the first keyframe to the end', () => {
  const part = expectedPart(packets('xabcd'), packets('cd'), {})
  expect(part.map(({ hash }) => hash).join('')).toBe('abcd')
})
