import type { Track } from '../track.ts'
import { type Amf0Object, encodeAmf0, encodeEcmaArray } from './amf0.ts'
import { metadataCodecId, sequenceHeader } from './flv-codec.ts'
import { encodeTag, tagType } from './flv-tag.ts'
import { paddingTag } from './padding-tag.ts'

/** What is known only when the file is complete. */
export type FlvFacts = {
  durationMs: number
  bodyBytes: number
  /** Null when it cannot be told. */
  framesPerSecond: number | null
  keyframes: { timesMs: readonly number[]; bodyOffsets: readonly number[] }
}

type FlvTracks = { video: Track | undefined; audio: Track | undefined }

const fileHeader = ({ video, audio }: FlvTracks): Buffer => {
  const bytes = Buffer.alloc(13)
  bytes.write('FLV')
  bytes[3] = 1
  bytes[4] = (audio ? 4 : 0) | (video ? 1 : 0)
  bytes.writeUInt32BE(9, 5)
  return bytes
}

const trackFields = ({ video, audio }: FlvTracks): Amf0Object => ({
  ...(video && {
    width: video.width,
    height: video.height,
    videocodecid: metadataCodecId(video),
  }),
  ...(audio && {
    audiosamplerate: audio.sampleRate,
    audiosamplesize: 16,
    stereo: audio.channels > 1,
    audiocodecid: metadataCodecId(audio),
  }),
})

const factFields = (facts: FlvFacts, headBytes: number): Amf0Object => ({
  duration: facts.durationMs / 1000,
  filesize: headBytes + facts.bodyBytes,
  ...(facts.framesPerSecond !== null && { framerate: facts.framesPerSecond }),
  ...(facts.keyframes.timesMs.length > 0 && {
    keyframes: {
      times: facts.keyframes.timesMs.map((ms) => ms / 1000),
      filepositions: facts.keyframes.bodyOffsets.map((offset) => headBytes + offset),
    },
  }),
})

const onMetaData = (fields: Amf0Object): Buffer =>
  encodeTag(tagType.script, [encodeAmf0('onMetaData'), encodeEcmaArray(fields)])

/**
 * What stands before an FLV body: file header, onMetaData and the sequence headers. Without facts (the file is not
 * finished) onMetaData tells of the tracks alone.
 * @param wantedBytes length that it is padded to, where that can be
 */
export const flvHead = (
  tracks: FlvTracks,
  facts: FlvFacts | null,
  wantedBytes?: number,
): Buffer => {
  const before = fileHeader(tracks)
  const after = [tracks.video, tracks.audio].flatMap((track) => {
    const data = track ? sequenceHeader(track) : null
    if (!track || !data) return []
    return [encodeTag(track.kind === 'video' ? tagType.video : tagType.audio, [data])]
  })
  const rest = before.length + after.reduce((sum, tag) => sum + tag.length, 0)
  const metadata = (headBytes: number): Buffer =>
    onMetaData({ ...trackFields(tracks), ...(facts && factFields(facts, headBytes)) })
  // Every AMF0 number takes 9 bytes, so a first writing tells the length that the second one states.
  const plainBytes = rest + metadata(0).length
  const padding = paddingTag(plainBytes, wantedBytes ?? plainBytes)
  const headBytes = padding === null ? plainBytes : (wantedBytes ?? plainBytes)
  return Buffer.concat([before, metadata(headBytes), ...(padding ?? []), ...after])
}
