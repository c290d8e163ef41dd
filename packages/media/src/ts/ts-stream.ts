import type { Sample } from '../fragment.ts'
import type { Track } from '../track.ts'
import { adtsFormat, adtsHeader } from './adts.ts'
import { annexBAccessUnit, avcSyntax, hevcSyntax, type NalSyntax } from './annex-b.ts'
import { opusChannelConfig, opusControlHeader, opusDescriptors } from './opus-access-unit.ts'
import { avcParameterSets, hevcParameterSets, type ParameterSets } from './parameter-sets.ts'

/** ISO/IEC 13818-1 table 2-34. */
const streamType = {
  mpeg1Audio: 0x03,
  mpeg2Audio: 0x04,
  privatePes: 0x06,
  adts: 0x0f,
  h264: 0x1b,
  h265: 0x24,
}
const streamId = { video: 0xe0, audio: 0xc0, private1: 0xbd }
const firstPid = 0x100
const none = Buffer.alloc(0)

/** How one track is carried in a transport stream. */
export type TsStream = {
  track: Track
  pid: number
  streamType: number
  streamId: number
  /** For the PMT. */
  descriptors: Buffer
  /** The PES payload of one sample. */
  payload(sample: Sample, bytes: Buffer): Buffer[]
}

type Carriage = Omit<TsStream, 'track' | 'pid'>

const video = (type: number, syntax: NalSyntax, sets: ParameterSets): Carriage => ({
  streamType: type,
  streamId: streamId.video,
  descriptors: none,
  payload: (sample, bytes) => annexBAccessUnit(bytes, { syntax, sets, isKeyframe: sample.isSync }),
})

const aac = (config: Buffer): Carriage | null => {
  const format = adtsFormat(config)
  return (
    format && {
      streamType: streamType.adts,
      streamId: streamId.audio,
      descriptors: none,
      payload: (_, bytes) => [adtsHeader(format, bytes.length), bytes],
    }
  )
}

/** Layer III at half the MPEG-1 rates is MPEG-2 audio. */
const mp3 = (track: Track): Carriage => ({
  streamType: track.sampleRate < 32_000 ? streamType.mpeg2Audio : streamType.mpeg1Audio,
  streamId: streamId.audio,
  descriptors: none,
  payload: (_, bytes) => [bytes],
})

const opus = (config: Buffer): Carriage | null => {
  const channelConfig = opusChannelConfig(config)
  return channelConfig === null
    ? null
    : {
        streamType: streamType.privatePes,
        streamId: streamId.private1,
        descriptors: opusDescriptors(channelConfig),
        payload: (_, bytes) => [opusControlHeader(bytes.length), bytes],
      }
}

const carriage = (track: Track): Carriage | null => {
  const config = track.codecConfig
  switch (track.codec) {
    case 'h264':
      return config && video(streamType.h264, avcSyntax, avcParameterSets(config))
    case 'h265':
      return config && video(streamType.h265, hevcSyntax, hevcParameterSets(config))
    case 'aac':
      return config && aac(config)
    case 'opus':
      return config && opus(config)
    case 'mp3':
      return mp3(track)
    case 'av1':
    case 'vp9':
    case 'other':
      return null
  }
}

/** Whether a transport stream can carry this track. */
export const canCarryInTs = (track: Track): boolean => carriage(track) !== null

/** The streams of the tracks that can be carried; PIDs follow the tracks' order. */
export const tsStreams = (tracks: readonly Track[]): TsStream[] =>
  tracks.flatMap((track, index) => {
    const carried = carriage(track)
    return carried ? [{ track, pid: firstPid + index, ...carried }] : []
  })
