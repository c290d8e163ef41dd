import type { ParameterSets } from './parameter-sets.ts'

const startCode = Buffer.from([0, 0, 0, 1])

/** How H.264 and H.265 name the NAL units that matter here. */
export type NalSyntax = {
  typeOf(unit: Buffer): number
  delimiterType: number
  delimiter: Buffer
  /** All of these must precede a keyframe. */
  parameterSetTypes: readonly number[]
}

/** ITU-T H.264 §7.3.1, table 7-1. The delimiter allows every picture type. */
export const avcSyntax: NalSyntax = {
  typeOf: (unit) => (unit[0] ?? 0) & 0x1f,
  delimiterType: 9,
  delimiter: Buffer.from([0x09, 0xf0]),
  parameterSetTypes: [7, 8],
}

/** ITU-T H.265 §7.3.1.2, table 7-1: VPS, SPS and PPS. */
export const hevcSyntax: NalSyntax = {
  typeOf: (unit) => ((unit[0] ?? 0) >> 1) & 0x3f,
  delimiterType: 35,
  delimiter: Buffer.from([0x46, 0x01, 0x50]),
  parameterSetTypes: [32, 33, 34],
}

/** NAL units behind length prefixes. A prefix that says more than there is gets what there is: nothing is dropped. */
const nalUnits = (sample: Buffer, lengthBytes: number): Buffer[] => {
  const units: Buffer[] = []
  let offset = 0
  while (offset + lengthBytes < sample.length) {
    const start = offset + lengthBytes
    offset = start + sample.readUIntBE(offset, lengthBytes)
    const unit = sample.subarray(start, offset)
    if (unit.length > 0) units.push(unit)
  }
  return units
}

/**
 * A length-prefixed picture as an Annex B access unit: a delimiter first (required in transport streams, ISO/IEC
 * 13818-1 §2.14.1), then, before a keyframe that does not bring all of them itself, the parameter sets, so that a
 * player can begin at any slice.
 */
export const annexBAccessUnit = (
  sample: Buffer,
  options: { syntax: NalSyntax; sets: ParameterSets; isKeyframe: boolean },
): Buffer[] => {
  const { syntax, sets } = options
  const units = nalUnits(sample, sets.lengthBytes).filter(
    (unit) => syntax.typeOf(unit) !== syntax.delimiterType,
  )
  const present = new Set(units.map(syntax.typeOf))
  const isComplete = syntax.parameterSetTypes.every((type) => present.has(type))
  const added = options.isKeyframe && !isComplete ? sets.units : []
  return [syntax.delimiter, ...added, ...units].flatMap((unit) => [startCode, unit])
}
