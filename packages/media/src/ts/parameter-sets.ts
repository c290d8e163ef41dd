/** What avcC or hvcC says: how long the length prefixes are, and the NAL units that must precede a keyframe. */
export type ParameterSets = { lengthBytes: number; units: Buffer[] }

/** A reader that gives null beyond the end, so that a short record yields fewer units instead of an exception. */
const unitAt = (config: Buffer, offset: number): Buffer | null => {
  if (offset + 2 > config.length) return null
  const end = offset + 2 + config.readUInt16BE(offset)
  return end > config.length ? null : config.subarray(offset + 2, end)
}

const unitsFrom = (
  config: Buffer,
  offset: number,
  count: number,
): { units: Buffer[]; end: number } => {
  const units: Buffer[] = []
  let end = offset
  for (let index = 0; index < count; index += 1) {
    const unit = unitAt(config, end)
    if (!unit) break
    units.push(unit)
    end += 2 + unit.length
  }
  return { units, end }
}

/** SPS and PPS of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1). */
export const avcParameterSets = (avcC: Buffer): ParameterSets => {
  const lengthBytes = ((avcC[4] ?? 0xff) & 0b11) + 1
  const sps = unitsFrom(avcC, 6, (avcC[5] ?? 0) & 0b11111)
  const pps = unitsFrom(avcC, sps.end + 1, avcC[sps.end] ?? 0)
  return { lengthBytes, units: [...sps.units, ...pps.units] }
}

/** The NAL unit arrays of an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 §8.3.3.1), in their order. */
export const hevcParameterSets = (hvcC: Buffer): ParameterSets => {
  const lengthBytes = ((hvcC[21] ?? 0xff) & 0b11) + 1
  const units: Buffer[] = []
  let offset = 23
  for (let array = 0; array < (hvcC[22] ?? 0) && offset + 3 <= hvcC.length; array += 1) {
    const found = unitsFrom(hvcC, offset + 3, hvcC.readUInt16BE(offset + 1))
    units.push(...found.units)
    offset = found.end
  }
  return { lengthBytes, units }
}
