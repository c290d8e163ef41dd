import { expect, it } from 'vitest'
import { encodeTag, tagBytes, tagType, writeTag } from './flv-tag.ts'

it('writes type, 24-bit size, time with its upper byte last, data and the size of the tag', () => {
  const target = Buffer.alloc(tagBytes(3) + 1)
  const data = [Buffer.from([1]), Buffer.from([2, 3])]
  const end = writeTag(target, 1, { type: tagType.audio, timestampMs: 0x7a_010203, data })
  expect(end).toBe(target.length)
  expect(target.subarray(1).toString('hex')).toBe(
    ['08', '000003', '010203', '7a', '000000', '010203', '0000000e'].join(''),
  )
})

it('refuses data that does not fit 24 bits', () => {
  expect(() => encodeTag(tagType.video, [Buffer.alloc(0x1000000)])).toThrow(/STREAM_INVALID/)
})
