import { BoxFields } from './box-fields.ts'

const hex2 = (value: number): string => value.toString(16).padStart(2, '0')
const decimal2 = (value: number): string => value.toString().padStart(2, '0')

/** RFC 6381 §3.3: profile, constraints and level as they stand in avcC. */
export const avcCodecString = (type: string, config: Buffer): string => {
  const fields = new BoxFields(config)
  fields.skip(1)
  return `${type}.${hex2(fields.u8())}${hex2(fields.u8())}${hex2(fields.u8())}`
}

const reverseBits = (value: number): number => {
  let reversed = 0
  for (let bit = 0; bit < 32; bit += 1) reversed = (reversed << 1) | ((value >>> bit) & 1)
  return reversed >>> 0
}

/** ISO/IEC 14496-15 annex E.3: profile, compatibility in reverse bit order, tier and level, constraint bytes. */
export const hevcCodecString = (type: string, config: Buffer): string => {
  const fields = new BoxFields(config)
  fields.skip(1)
  const profile = fields.u8()
  const compatibility = reverseBits(fields.u32())
  const constraints = [...fields.bytes(6)]
  const level = fields.u8()
  while (constraints.at(-1) === 0) constraints.pop()
  const space = ['', 'A', 'B', 'C'][profile >>> 6] ?? ''
  const tier = (profile & 0x20) === 0 ? 'L' : 'H'
  const head = `${type}.${space}${profile & 31}.${compatibility.toString(16).toUpperCase()}`
  const tail = constraints.map((value) => `.${value.toString(16).toUpperCase()}`).join('')
  return `${head}.${tier}${level}${tail}`
}

/** AV1 in ISOBMFF §5: profile, level, tier and bit depth as they stand in av1C. */
export const av1CodecString = (type: string, config: Buffer): string => {
  const fields = new BoxFields(config)
  fields.skip(1)
  const profileAndLevel = fields.u8()
  const flags = fields.u8()
  const tier = (flags & 0x80) === 0 ? 'M' : 'H'
  const isHighDepth = (flags & 0x40) !== 0
  const isTwelveBit = (flags & 0x20) !== 0
  const depth = isHighDepth ? (isTwelveBit ? 12 : 10) : 8
  return `${type}.${profileAndLevel >>> 5}.${decimal2(profileAndLevel & 31)}${tier}.${decimal2(depth)}`
}

/** VP9 in ISOBMFF: profile, level and bit depth of vpcC, whose payload is a full box's. */
export const vp9CodecString = (type: string, config: Buffer): string => {
  const fields = new BoxFields(config)
  fields.versionAndFlags()
  const profile = fields.u8()
  const level = fields.u8()
  return `${type}.${decimal2(profile)}.${decimal2(level)}.${decimal2(fields.u8() >>> 4)}`
}
