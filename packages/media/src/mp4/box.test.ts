import { describe, expect, it } from 'vitest'
import {
  boxesIn,
  fieldsOf,
  largeBoxHeader,
  makeBox,
  makeFullBox,
  payloadOf,
  readBoxHeader,
  requireBox,
  words,
} from './box.ts'

const invalid = expect.objectContaining({ code: 'STREAM_INVALID' })

describe('a box', () => {
  it('is read as it was written', () => {
    const bytes = Buffer.concat([
      makeBox('free', Buffer.from('abc')),
      makeFullBox('mfhd', 1, 0x20001, words(7)),
    ])
    const boxes = boxesIn(bytes)
    expect(boxes.map((box) => box.type)).toEqual(['free', 'mfhd'])
    const fields = fieldsOf(bytes, requireBox(boxes, 'mfhd'))
    expect(fields.versionAndFlags()).toEqual({ version: 1, flags: 0x20001 })
    expect(fields.u32()).toBe(7)
    expect(fields.remaining).toBe(0)
  })

  it('may give its size in 64 bits', () => {
    const bytes = Buffer.concat([largeBoxHeader('mdat', 3), Buffer.from('abc')])
    const [box] = boxesIn(bytes)
    expect(box).toEqual({ type: 'mdat', start: 0, headerBytes: 16, end: 19 })
    expect(payloadOf(bytes, box as NonNullable<typeof box>).toString()).toBe('abc')
    expect(readBoxHeader(largeBoxHeader('mdat', 2 ** 40))?.boxBytes).toBe(2 ** 40 + 16)
  })

  it('has no header while its first bytes are missing', () => {
    const bytes = largeBoxHeader('mdat', 3)
    for (const length of [0, 7, 8, 15]) expect(readBoxHeader(bytes.subarray(0, length))).toBeNull()
  })

  it.each([
    ['a size below its own header', words(7, 0x6d646174)],
    ['a size up to the end of the file', words(0, 0x6d646174)],
    ['a 64-bit size below its own header', words(1, 0x6d646174, 0, 15)],
    ['a 64-bit size beyond what a number holds', words(1, 0x6d646174, 0xffffffff, 0)],
    ['a type of unprintable bytes', words(16, 1)],
  ])('is refused with %s', (_, bytes) => {
    expect(() => readBoxHeader(bytes)).toThrow(invalid)
  })

  it('is refused when it is cut short or reaches beyond its parent', () => {
    const bytes = makeBox('free', Buffer.alloc(10))
    expect(() => boxesIn(bytes.subarray(0, 12))).toThrow(invalid)
    expect(() => boxesIn(bytes, 0, 12)).toThrow(invalid)
    expect(() => boxesIn(Buffer.concat([bytes, Buffer.alloc(3)]))).toThrow(invalid)
  })

  it('is refused when a field lies beyond its end', () => {
    const bytes = makeBox('mfhd', words(0))
    const fields = fieldsOf(bytes, requireBox(boxesIn(bytes), 'mfhd'))
    fields.skip(3)
    expect(() => fields.u32()).toThrow(invalid)
    expect(() => requireBox([], 'moov')).toThrow(invalid)
  })
})
