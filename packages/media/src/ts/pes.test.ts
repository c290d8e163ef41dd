import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pesPacket, wrapTicks } from './pes.ts'

const readTime = (bytes: Buffer, offset: number): number => {
  const at = (index: number): number => bytes[offset + index] ?? 0
  expect([at(0) & 1, at(2) & 1, at(4) & 1]).toEqual([1, 1, 1])
  const high = (at(0) >> 1) & 7
  return high * 2 ** 30 + ((at(1) << 7) | (at(2) >> 1)) * 2 ** 15 + ((at(3) << 7) | (at(4) >> 1))
}

describe('a PES packet', () => {
  it('carries 33-bit times of any value', () => {
    const ticks = fc.integer({ min: 0, max: 2 ** 33 - 1 })
    fc.assert(
      fc.property(ticks, ticks, (pts, dts) => {
        fc.pre(pts !== dts)
        const bytes = pesPacket(0xe0, { pts, dts }, [])
        expect([(bytes[9] ?? 0) >> 4, (bytes[14] ?? 0) >> 4]).toEqual([3, 1])
        expect([readTime(bytes, 9), readTime(bytes, 14)]).toEqual([pts, dts])
      }),
    )
  })

  it('leaves out a decoding time that equals the presentation time', () => {
    const bytes = pesPacket(0xc0, { pts: 90, dts: 90 }, [Buffer.from([1, 2])])
    expect(bytes.toString('hex')).toBe('000001c0000a848005210001 00b50102'.replace(' ', ''))
  })

  it('says its length when it fits and 0 when it does not', () => {
    const length = (payloadBytes: number): number =>
      pesPacket(0xe0, { pts: 0, dts: 0 }, [Buffer.alloc(payloadBytes)]).readUInt16BE(4)
    expect([length(100), length(0xffff - 8), length(0xffff - 7)]).toEqual([108, 0xffff, 0])
  })
})

it('wraps times at 33 bits in both directions', () => {
  expect([wrapTicks(2 ** 33 + 5), wrapTicks(-1), wrapTicks(7)]).toEqual([5, 2 ** 33 - 1, 7])
})
