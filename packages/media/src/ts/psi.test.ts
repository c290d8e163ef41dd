import { expect, it } from 'vitest'
import { aacTrack, avcTrack, opusTrack } from '../../test/support/synthetic.ts'
import { crc32Mpeg } from './crc32-mpeg.ts'
import { patSection, pmtSection } from './psi.ts'
import { tsStreams } from './ts-stream.ts'

it('takes the CRC of the standard check string', () => {
  expect(crc32Mpeg(Buffer.from('123456789'))).toBe(0x0376e6e7)
})

it('leaves no remainder over a section with its CRC', () => {
  expect(crc32Mpeg(patSection())).toBe(0)
  expect(crc32Mpeg(pmtSection(tsStreams([avcTrack(), opusTrack()]), 0x100))).toBe(0)
})

it('names one program', () => {
  expect(patSection().subarray(0, -4).toString('hex')).toBe('00b00d0001c100000001f000')
})

it('names type and PID of every stream, the clock, and the descriptors of Opus', () => {
  const section = pmtSection(tsStreams([avcTrack(), aacTrack(), opusTrack({ id: 3 })]), 0x100)
  expect(section.readUInt16BE(1) & 0xfff).toBe(section.length - 3)
  expect(section.subarray(8, -4).toString('hex')).toBe(
    ['e100', 'f000', '1be100f000', '0fe101f000', '06e102f00a', '05044f707573', '7f028002'].join(''),
  )
})
