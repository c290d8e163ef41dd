import type { Codec, Track } from '../track.ts'
import { type Box, boxesIn, fieldsOf, payloadOf, requireBox } from './box.ts'
import { BoxFields } from './box-fields.ts'
import { av1CodecString, avcCodecString, hevcCodecString, vp9CodecString } from './codec-string.ts'
import { type DecoderConfig, readDecoderConfig } from './decoder-config.ts'

/** What a sample entry says; the other half of a Track comes from its headers. */
export type SampleEntryFacts = Pick<
  Track,
  'codec' | 'codecString' | 'codecConfig' | 'width' | 'height' | 'sampleRate' | 'channels'
>

/** Bytes of a VisualSampleEntry before its boxes (ISO/IEC 14496-12 §12.1.3). */
const visualFieldsBytes = 78
/** Bytes of an AudioSampleEntry before its boxes (§12.2.3). */
const audioFieldsBytes = 28

type VideoCodec = {
  codec: Codec
  configBox: string
  describe: (type: string, config: Buffer) => string
}

const avc: VideoCodec = { codec: 'h264', configBox: 'avcC', describe: avcCodecString }
const hevc: VideoCodec = { codec: 'h265', configBox: 'hvcC', describe: hevcCodecString }
const videoCodecs: Readonly<Record<string, VideoCodec>> = {
  avc1: avc,
  avc3: avc,
  hvc1: hevc,
  hev1: hevc,
  av01: { codec: 'av1', configBox: 'av1C', describe: av1CodecString },
  vp09: { codec: 'vp9', configBox: 'vpcC', describe: vp9CodecString },
}

/** The boxes inside a sample entry of which the codec is known. */
export const boxesOfEntry = (entry: Buffer, kind: Track['kind']): Box[] =>
  boxesIn(entry, 8 + (kind === 'video' ? visualFieldsBytes : audioFieldsBytes))

/**
 * Reads a video sample entry, box header included.
 * @throws TapedeckError STREAM_INVALID
 */
export const readVideoEntry = (entry: Buffer): SampleEntryFacts => {
  const type = entry.toString('latin1', 4, 8)
  const fields = new BoxFields(entry.subarray(8))
  fields.skip(24)
  const size = { width: fields.u16(), height: fields.u16(), sampleRate: 0, channels: 0 }
  const known = videoCodecs[type]
  if (known === undefined) return { codec: 'other', codecString: type, codecConfig: null, ...size }
  const children = boxesOfEntry(entry, 'video')
  const config = payloadOf(entry, requireBox(children, known.configBox))
  return {
    codec: known.codec,
    codecString: known.describe(type, config),
    codecConfig: known.codec === 'vp9' ? null : config,
    ...size,
  }
}

/** ISO/IEC 14496-3 §1.6.2.1: what an AudioSpecificConfig starts with. */
const readAudioSpecificConfig = (config: Buffer): { objectType: number; channels: number } => {
  const fields = new BoxFields(config)
  const bits = (fields.u8() << 8) | fields.u8()
  const isLong = bits >>> 11 === 31
  const objectType = isLong ? 32 + ((bits >>> 5) & 63) : bits >>> 11
  if (isLong) return { objectType, channels: 0 }
  const isExplicitRate = ((bits >>> 7) & 15) === 15
  if (isExplicitRate) return { objectType, channels: 0 }
  const configuration = (bits >>> 3) & 15
  return { objectType, channels: configuration === 7 ? 8 : configuration }
}

/** Object type indications of ISO/IEC 14496-1 §7.2.6.6 and the MP4 registration authority. */
const describeMpegAudio = (
  { objectTypeIndication, specificInfo }: DecoderConfig,
  channels: number,
): Omit<SampleEntryFacts, 'width' | 'height' | 'sampleRate'> => {
  const codecString = `mp4a.${objectTypeIndication.toString(16)}`
  if (objectTypeIndication === 0x69 || objectTypeIndication === 0x6b)
    return { codec: 'mp3', codecString, codecConfig: null, channels }
  if (objectTypeIndication !== 0x40 || specificInfo === null)
    return { codec: 'other', codecString, codecConfig: null, channels }
  const config = readAudioSpecificConfig(specificInfo)
  return {
    codec: 'aac',
    codecString: `mp4a.40.${config.objectType}`,
    codecConfig: specificInfo,
    channels: config.channels || channels,
  }
}

/**
 * Reads an audio sample entry, box header included.
 * @param timescale ticks per second of the track, the sample rate where the entry cannot hold it
 * @throws TapedeckError STREAM_INVALID
 */
export const readAudioEntry = (entry: Buffer, timescale: number): SampleEntryFacts => {
  const type = entry.toString('latin1', 4, 8)
  const fields = new BoxFields(entry.subarray(8))
  fields.skip(16)
  const channels = fields.u16()
  fields.skip(6)
  const sampleRate = fields.u32() >>> 16 || timescale
  const size = { width: 0, height: 0, sampleRate }
  if (type === 'mp4a') {
    const config = readDecoderConfig(
      fieldsOf(entry, requireBox(boxesOfEntry(entry, 'audio'), 'esds')),
    )
    return { ...describeMpegAudio(config, channels), ...size }
  }
  if (type === 'Opus') {
    const codecConfig = payloadOf(entry, requireBox(boxesOfEntry(entry, 'audio'), 'dOps'))
    return { codec: 'opus', codecString: 'opus', codecConfig, channels, ...size }
  }
  const codec = type === '.mp3' ? 'mp3' : 'other'
  return {
    codec,
    codecString: codec === 'mp3' ? 'mp3' : type,
    codecConfig: null,
    channels,
    ...size,
  }
}
