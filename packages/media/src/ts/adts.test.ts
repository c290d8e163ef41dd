import { describe, expect, it } from 'vitest'
import { adtsFormat, adtsHeader } from './adts.ts'

const format = (hex: string) => adtsFormat(Buffer.from(hex, 'hex'))

describe('ADTS', () => {
  it('says object type, rate and channels of AAC-LC', () => {
    expect(format('1190')).toEqual({ profile: 1, frequencyIndex: 3, channelConfiguration: 2 })
    expect(format('1210')).toEqual({ profile: 1, frequencyIndex: 4, channelConfiguration: 2 })
  })

  it('says HE-AAC by its AAC-LC core', () => {
    expect(format('2b8a0800')).toEqual({ profile: 1, frequencyIndex: 7, channelConfiguration: 1 })
  })

  it.each([
    ['a program config element', '1180'],
    ['a rate outside the table', '1780bb8010'],
    ['an object type it has no number for', 'f8e85000'],
    ['nothing', ''],
  ])('cannot say %s', (_, hex) => {
    expect(format(hex)).toBeNull()
  })

  it('writes the header with the length of the frame', () => {
    const header = adtsHeader({ profile: 1, frequencyIndex: 4, channelConfiguration: 2 }, 0x173 - 7)
    expect(header.toString('hex')).toBe('fff150802e7ffc')
  })

  it('refuses a frame over 13 bits', () => {
    const lc = { profile: 1, frequencyIndex: 4, channelConfiguration: 2 }
    expect(() => adtsHeader(lc, 8185)).toThrow(/STREAM_INVALID/)
    expect(adtsHeader(lc, 8184).length).toBe(7)
  })
})
