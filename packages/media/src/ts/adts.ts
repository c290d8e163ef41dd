import { TapedeckError } from '@tapedeck/contracts'

const headerBytes = 7
const maxFrameBytes = 0x1fff
const maxAdtsObjectType = 4
const sbrObjectType = 5
const psObjectType = 29

/** What an ADTS header can say of an AAC stream. */
export type AdtsFormat = { profile: number; frequencyIndex: number; channelConfiguration: number }

/**
 * The ADTS form of an AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1), or null when ADTS has no words for it: an
 * object type above 4, a sampling rate outside the table, or channels told by a program config element.
 * HE-AAC is announced as its AAC-LC core; decoders find the extension in the frames.
 */
export const adtsFormat = (config: Buffer): AdtsFormat | null => {
  if (config.length < 2) return null
  const bits = config.readUInt16BE(0)
  const signaled = bits >> 11
  const frequencyIndex = (bits >> 7) & 0b1111
  const channelConfiguration = (bits >> 3) & 0b1111
  const isExtension = signaled === sbrObjectType || signaled === psObjectType
  const objectType = isExtension ? 2 : signaled
  if (objectType < 1 || objectType > maxAdtsObjectType) return null
  if (frequencyIndex > 12 || channelConfiguration < 1 || channelConfiguration > 7) return null
  return { profile: objectType - 1, frequencyIndex, channelConfiguration }
}

/** The header of one raw AAC frame (ISO/IEC 13818-7 §6.2), MPEG-4, without CRC. Throws STREAM_INVALID over 8 KiB. */
export const adtsHeader = (format: AdtsFormat, rawBytes: number): Buffer => {
  const frameBytes = headerBytes + rawBytes
  if (frameBytes > maxFrameBytes) {
    throw new TapedeckError('STREAM_INVALID', {
      detail: `an AAC frame of ${rawBytes} bytes does not fit ADTS`,
    })
  }
  const { profile, frequencyIndex, channelConfiguration } = format
  return Buffer.from([
    0xff,
    0xf1,
    (profile << 6) | (frequencyIndex << 2) | (channelConfiguration >> 2),
    ((channelConfiguration & 0b11) << 6) | (frameBytes >> 11),
    (frameBytes >> 3) & 0xff,
    ((frameBytes & 0b111) << 5) | 0b11111,
    0xfc,
  ])
}
