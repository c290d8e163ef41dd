import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  alibabaObjectPatternProblems,
  needsEndTime,
  objectPatternProblems,
  type PatternValues,
  renderPattern,
  slicePatternProblems,
} from './naming-pattern.ts'

const values: PatternValues = {
  recordingId: 'rec_1',
  domain: 'origin.example',
  app: 'live',
  stream: 'room/ä 1',
  format: 'mp4',
  sequence: 3,
  startMs: Date.UTC(2026, 10, 21, 9, 8, 7, 654),
  endMs: Date.UTC(2026, 10, 21, 10, 8, 7),
}

test('a pattern is filled in with UTC times, and a stream name stays one path segment', () => {
  expect(
    renderPattern(
      'record/{AppName}/{StreamName}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}',
      values,
    ),
  ).toBe('record/live/room%2F%C3%A4%201/3_2026-11-21-09-08-07_2026-11-21-10-08-07')
  expect(
    renderPattern('{RecordingId}/{JobId}/{StartTime}/{UnixTimestamp}/{Domain}/{Format}', values),
  ).toBe('rec_1/rec_1/2026-11-21-09:08:07/1795252087/origin.example/mp4')
})

test('a pattern with an end time cannot be filled in before the end', () => {
  expect(needsEndTime('{StartTime}')).toBe(false)
  expect(needsEndTime('{EscapedEndTime}')).toBe(true)
  expect(() => renderPattern('{EndTime}', { ...values, endMs: null })).toThrow(RangeError)
})

describe('an object pattern is refused', () => {
  const good = 'a/{EscapedStartTime}_{EscapedEndTime}'
  const keyOfItsOwn =
    'must contain {StartTime}, {EscapedStartTime}, {UnixTimestamp}, or {RecordingId} and {Sequence}'
  test.each([
    ['without a start time', 'a/{EndTime}', keyOfItsOwn],
    ['with a sequence that other recordings have, too', 'a/{StreamName}/{Sequence}', keyOfItsOwn],
    ['with all files of a recording under one key', 'a/{RecordingId}', keyOfItsOwn],
    ['with a parent segment', `../${good}`, 'must not contain "." or ".." as a path segment'],
    [
      'with a hidden parent segment',
      `a/../${good}`,
      'must not contain "." or ".." as a path segment',
    ],
    ['with a leading slash', `/${good}`, 'must not start with a slash'],
    ['with a trailing slash', `${good}/`, 'must not end with a slash'],
    ['with an empty segment', `a//${good}`, 'must not contain an empty path segment'],
    [
      'with a control character',
      `a\n${good}`,
      'must not contain control characters or backslashes',
    ],
    ['with an unpaired brace', `a{${good}`, 'has an unpaired brace'],
    ['with more than 255 bytes', `${'ä'.repeat(120)}${good}`, 'must be at most 255 bytes'],
    ['when it is empty', '', 'must not be empty'],
  ])('%s', (_, pattern, problem) => {
    expect(objectPatternProblems(pattern)).toContain(problem)
  })

  test('with an unknown variable, and told which are known', () => {
    expect(objectPatternProblems(`${good}{Nope}`).join()).toMatch(
      /unknown variables \{Nope\}; allowed are \{RecordingId\}/,
    )
  })

  test.each([
    good,
    '{StartTime}{EndTime}',
    'a/{StartTime}',
    '{EscapedStartTime}',
    '{RecordingId}/{Sequence}',
    '{JobId}_{Sequence}',
  ])('but not %s', (pattern) => {
    expect(objectPatternProblems(pattern)).toEqual([])
  })
})

test("Alibaba's rule wants both times, in either spelling", () => {
  expect(alibabaObjectPatternProblems('{EscapedStartTime}_{EndTime}')).toEqual([])
  expect(alibabaObjectPatternProblems('a/{StartTime}')).toEqual([
    'must contain {EndTime} or {EscapedEndTime}',
  ])
  expect(alibabaObjectPatternProblems('{RecordingId}/{Sequence}')).toEqual([
    'must contain {StartTime} or {EscapedStartTime}',
    'must contain {EndTime} or {EscapedEndTime}',
  ])
  expect(alibabaObjectPatternProblems('/{StartTime}{EndTime}')).toEqual([
    'must not start with a slash',
  ])
})

test('a slice pattern needs a time and a sequence', () => {
  expect(slicePatternProblems('s/{UnixTimestamp}_{Sequence}')).toEqual([])
  expect(slicePatternProblems('s/{UnixTimestamp}')).toEqual(['must contain {Sequence}'])
  expect(slicePatternProblems('s/{Sequence}')).toEqual(['must contain {UnixTimestamp}'])
})

test('no stream name can leave its place in the key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (stream) => {
      const key = renderPattern('x/{StreamName}/y', { ...values, stream })
      const segments = key.split('/')
      return (
        segments.length === 3 &&
        !['.', '..'].includes(segments[1] ?? '') &&
        /^[\x21-\x7e]*$/.test(key)
      )
    }),
  )
})
