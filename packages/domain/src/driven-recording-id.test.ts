import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drivenRecordingId } from './driven-recording-id.ts'
import { recordingIdPattern } from './ids.ts'

const room = { domain: 'a', app: 'b', stream: 'c' }

test('the same recording has the same id, and others have others', () => {
  const part = fc.string({ maxLength: 3 })
  const facts = fc.record({
    stream: fc.record({ domain: part, app: part, stream: part }),
    begun: fc.nat({ max: 3 }),
    rendition: fc.option(part),
    atMs: fc.nat({ max: 3 }).map((ms) => 1_900_000_000_000 + ms),
  })
  const idOf = (one: typeof facts extends fc.Arbitrary<infer F> ? F : never) =>
    drivenRecordingId(one.stream, one.begun, one.rendition, one.atMs)
  fc.assert(
    fc.property(facts, facts, (one, other) => {
      expect(idOf(one)).toMatch(recordingIdPattern)
      expect(idOf(one) === idOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
    }),
  )
})

test('parts of a name cannot be moved from one to the next, and ids sort by age', () => {
  const moved = { domain: 'a', app: 'bc', stream: '' }
  expect(drivenRecordingId(moved, 1, null, 5)).not.toBe(drivenRecordingId(room, 1, null, 5))
  expect(drivenRecordingId(room, 9, null, 1000) < drivenRecordingId(room, 1, null, 2000)).toBe(true)
})
