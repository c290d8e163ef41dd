import { describe, expect, it } from 'vitest'
import { decodeKeys, encodeKeys } from './key-block.ts'

const series = (keyOf: (number: number) => string): string[] =>
  Array.from({ length: 1000 }, (_, i) => keyOf(i))

const timeOf = (number: number): string =>
  new Date(Date.UTC(2026, 11, 31, 23, 50) + number * 2000 + (number % 7))
    .toISOString()
    .replaceAll(/[:.]/g, '-')

describe('a block of keys', () => {
  it.each([
    ['counted', 4, series((i) => `rec_01JD/${i + 99_500}.jpg`)],
    ['named by their time', 4, series((i) => `live/camera 1/${timeOf(i).slice(0, 19)}.jpg`)],
    ['with milliseconds', 4, series((i) => `t/${1_800_000_000_000 + i * 2000 + (i % 7)}_直播.jpg`)],
    ['without likeness', 400, series((i) => `${Math.sin(i)}/${'x'.repeat(i % 50)}`)],
  ])('gives them back: %s', (_name, mostBytesPerKey, keys) => {
    const text = encodeKeys(keys)
    expect(decodeKeys(text)).toEqual(keys)
    expect(text.length / keys.length).toBeLessThan(mostBytesPerKey)
  })

  it('has any keys, in any order', () => {
    const keys = ['', 'aaa', 'aa', 'aaaa', 'aaaa', '😀', '😁', 'a\n"\\', '\0', 'b'.repeat(1024), '']
    expect(decodeKeys(encodeKeys(keys))).toEqual(keys)
    expect(decodeKeys(encodeKeys([]))).toEqual([])
  })
})
