import type { Track } from '../track.ts'
import { opusHead } from './opus-head.ts'

const videoFourCc = { h265: 'hvc1', av1: 'av01' } as const
const aacSoundFormat = 10
const mp3SoundFormat = 2
const mp3At8kHzSoundFormat = 14
const exAudioHeader = 9
const avcCodecId = 7
const exVideoHeader = 0x80
const frameType = { key: 1, inter: 2 }
/** Sequence start and coded frames have the same numbers in the classic and the enhanced headers. */
const packetType = { sequenceStart: 0, codedFrames: 1 }

const fourCcNumber = (fourCc: string): number => Buffer.from(fourCc).readUInt32BE()

/** Whether an FLV tag can carry this track (FLV v10.1; Enhanced RTMP v1 for video, v2 for Opus). */
export const canCarryInFlv = (track: Track): boolean => {
  switch (track.codec) {
    case 'mp3':
      return true
    case 'h264':
    case 'h265':
    case 'av1':
    case 'aac':
      return track.codecConfig !== null
    case 'opus':
      return track.codecConfig !== null && opusHead(track.codecConfig) !== null
    case 'vp9':
    case 'other':
      return false
  }
}

/** videocodecid or audiocodecid of onMetaData; enhanced codecs are named by their FourCC as a number. */
export const metadataCodecId = (track: Track): number => {
  if (track.codec === 'h265' || track.codec === 'av1') return fourCcNumber(videoFourCc[track.codec])
  if (track.codec === 'opus') return fourCcNumber('Opus')
  if (track.codec === 'aac') return aacSoundFormat
  return track.codec === 'mp3' ? mp3SoundFormat : avcCodecId
}

const videoPrefix = (track: Track, type: number, isSync: boolean, ctsMs: number): Buffer => {
  const frame = (isSync ? frameType.key : frameType.inter) << 4
  if (track.codec === 'h264') {
    const prefix = Buffer.from([frame | avcCodecId, type, 0, 0, 0])
    prefix.writeIntBE(ctsMs, 2, 3)
    return prefix
  }
  const fourCc = Buffer.from(track.codec === 'h265' ? videoFourCc.h265 : videoFourCc.av1)
  const head = Buffer.concat([Buffer.from([exVideoHeader | frame | type]), fourCc])
  // Only HEVC's CodedFrames carry a composition time; AV1 has none.
  if (track.codec !== 'h265' || type !== packetType.codedFrames) return head
  const prefix = Buffer.concat([head, Buffer.alloc(3)])
  prefix.writeIntBE(ctsMs, head.length, 3)
  return prefix
}

/** SoundRate knows four rates; players take the true one from the MPEG audio header. */
const mp3Flags = (track: Track): number => {
  const rate = track.sampleRate >= 32_000 ? 3 : track.sampleRate >= 16_000 ? 2 : 1
  const format = track.sampleRate === 8000 ? mp3At8kHzSoundFormat : mp3SoundFormat
  return (format << 4) | (rate << 2) | 0b10 | (track.channels > 1 ? 1 : 0)
}

const audioPrefix = (track: Track, type: number): Buffer => {
  if (track.codec === 'mp3') return Buffer.from([mp3Flags(track)])
  // For AAC the specification fixes rate, size and type to "44 kHz, 16 bit, stereo".
  if (track.codec === 'aac') return Buffer.from([(aacSoundFormat << 4) | 0b1111, type])
  return Buffer.concat([Buffer.from([(exAudioHeader << 4) | type]), Buffer.from('Opus')])
}

/** What stands before a sample's bytes in its tag. `ctsMs` is the composition time offset, a signed 24-bit number. */
export const samplePrefix = (track: Track, isSync: boolean, ctsMs: number): Buffer =>
  track.kind === 'video'
    ? videoPrefix(track, packetType.codedFrames, isSync, ctsMs)
    : audioPrefix(track, packetType.codedFrames)

/** The data of the track's sequence header tag; null for MP3, which needs none. */
export const sequenceHeader = (track: Track): Buffer | null => {
  if (track.codec === 'mp3' || track.codecConfig === null) return null
  if (track.kind === 'video') {
    return Buffer.concat([videoPrefix(track, packetType.sequenceStart, true, 0), track.codecConfig])
  }
  const config = track.codec === 'opus' ? opusHead(track.codecConfig) : track.codecConfig
  return config && Buffer.concat([audioPrefix(track, packetType.sequenceStart), config])
}
