import { InvalidArgumentError } from 'commander'
import { expect, test } from 'vitest'
import { wholeNumber, wordsOf } from './parse-option.ts'
import { parseSpan } from './parse-span.ts'
import { parseStreamName, parseStreamPattern } from './parse-stream-name.ts'

test('a number is whole and in its range', () => {
  const parse = wholeNumber(0, 10)
  expect(parse('10')).toBe(10)
  for (const text of ['11', '-1', '1.5', '', '1e1', ' 1'])
    expect(() => parse(text)).toThrow(InvalidArgumentError)
})

test('words may stand in one list or be given one by one', () => {
  const parse = wordsOf(['a', 'b', 'c'])
  expect(parse('c', parse('a,b,a'))).toEqual(['a', 'b', 'c'])
  expect(() => parse('a,d')).toThrow(InvalidArgumentError)
})

test('a span has a number and a unit', () => {
  expect(['90s', '15m', '2h', '3d'].map(parseSpan)).toEqual([90e3, 900e3, 7200e3, 259200e3])
  for (const text of ['', '5', 'h', '1w', '-1s', '1.5h'])
    expect(() => parseSpan(text)).toThrow(InvalidArgumentError)
})

test('a stream is named by three parts, and its own name may hold slashes', () => {
  expect(parseStreamName('d/a/s/t')).toEqual({ domain: 'd', app: 'a', stream: 's/t' })
  for (const text of ['', 'd/a', 'd//s', '/a/s', 'd/a/'])
    expect(() => parseStreamName(text)).toThrow(InvalidArgumentError)
})

test('a star stands for any domain, application or stream', () => {
  expect(parseStreamPattern('*/live/a/b')).toEqual({ app: 'live', stream: 'a/b' })
  expect(parseStreamPattern('*/*/*')).toEqual({})
  expect(() => parseStreamPattern('live')).toThrow(InvalidArgumentError)
})
