import { expect, it } from 'vitest'
import { opusTrack } from '../../test/support/synthetic.ts'
import { opusChannelConfig, opusControlHeader } from './opus-access-unit.ts'

const dOps = (channels: number, family: number): Buffer => {
  const bytes = Buffer.from(opusTrack().codecConfig ?? '')
  bytes[1] = channels
  bytes[10] = family
  return bytes
}

it('says channels of the plain and the surround mapping, and no others', () => {
  expect([dOps(1, 0), dOps(2, 0), dOps(6, 1)].map(opusChannelConfig)).toEqual([1, 2, 6])
  expect([dOps(3, 0), dOps(9, 1), dOps(2, 255)].map(opusChannelConfig)).toEqual([null, null, null])
  expect(opusChannelConfig(Buffer.alloc(3))).toBeNull()
})

it.each([
  [3, '7fe003'],
  [255, '7fe0ff00'],
  [600, '7fe0ffff5a'],
])('tells a packet of %i bytes as %s', (bytes, header) => {
  expect(opusControlHeader(bytes).toString('hex')).toBe(header)
})
