import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { crc32Combine } from './crc32-combine.ts'

const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919 + 13) & 0xff))

test.each([0, 1, 2, 31, 32, 4095, 4096, 5000])(
  'two pieces split at byte %i have the CRC of the whole',
  (at) => {
    const first = crc32(bytes.subarray(0, at))
    const second = crc32(bytes.subarray(at))
    expect(crc32Combine(first, second, bytes.length - at)).toBe(crc32(bytes))
  },
)

test('many pieces can be combined one after the other', () => {
  let combined = 0
  for (let start = 0; start < bytes.length; start += 333) {
    const piece = bytes.subarray(start, start + 333)
    combined = crc32Combine(combined, crc32(piece), piece.length)
  }
  expect(combined).toBe(crc32(bytes))
})

test('the second piece may be longer than 4 GiB', () => {
  // 2^40 zero bytes, combined by doubling from one KiB that zlib computed
  let crc = crc32(Buffer.alloc(1024))
  for (let bytes = 1024; bytes < 2 ** 40; bytes *= 2) crc = crc32Combine(crc, crc, bytes)
  const kept = crc32(Buffer.from('head'))
  const atOnce = crc32Combine(kept, crc, 2 ** 40)
  let half = crc32(Buffer.alloc(1024))
  for (let bytes = 1024; bytes < 2 ** 39; bytes *= 2) half = crc32Combine(half, half, bytes)
  const inTwo = crc32Combine(crc32Combine(kept, half, 2 ** 39), half, 2 ** 39)
  expect(atOnce).toBe(inTwo)
})
