import type { Track } from '../track.ts'
import { payloadOf, requireBox } from './box.ts'
import { BoxFields } from './box-fields.ts'
import { boxesOfEntry } from './sample-entry.ts'

/** Bytes of hvcC before the number of its arrays (ISO/IEC 14496-15 §8.3.3.1). */
const fixedConfigBytes = 22
/** NAL unit types VPS, SPS and PPS. */
const parameterSetTypes = [32, 33, 34]

/** Positions in hvcC of the byte that begins each array of parameter sets, by NAL unit type. */
const arrayPositions = (config: Buffer): Map<number, number> => {
  const fields = new BoxFields(config)
  fields.skip(fixedConfigBytes)
  const positions = new Map<number, number>()
  for (let arrays = fields.u8(); arrays > 0; arrays -= 1) {
    const position = config.length - fields.remaining
    positions.set(fields.u8() & 63, position)
    for (let units = fields.u16(); units > 0; units -= 1) fields.skip(fields.u16())
  }
  return positions
}

/** Whether this is an `hev1` entry whose hvcC has all parameter sets, so that it may as well be `hvc1`. */
export const canBecomeHvc1 = (track: Track): boolean => {
  if (track.sampleEntry.toString('latin1', 4, 8) !== 'hev1' || track.codecConfig === null)
    return false
  const positions = arrayPositions(track.codecConfig)
  return parameterSetTypes.every((type) => positions.has(type))
}

/** Turns an `hev1` entry into `hvc1`, the only one that Apple's players open. Changes the bytes in place. */
export const turnIntoHvc1 = (entry: Buffer): void => {
  entry.write('hvc1', 4, 'latin1')
  const config = payloadOf(entry, requireBox(boxesOfEntry(entry, 'video'), 'hvcC'))
  // array_completeness must be set in hvc1 (§8.3.3.1.2)
  for (const position of arrayPositions(config).values())
    config.writeUInt8(config.readUInt8(position) | 0x80, position)
}
