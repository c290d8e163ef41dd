import type { Fragment, Sample } from '../../src/fragment.ts'
import type { Track } from '../../src/track.ts'

const noEntry = Buffer.alloc(0)

/** H.264 at 1000 ticks a second, four-byte lengths, one SPS and one PPS. */
export const avcTrack = (changes: Partial<Track> = {}): Track => ({
  id: 1,
  kind: 'video',
  codec: 'h264',
  codecString: 'avc1.64001f',
  timescale: 1000,
  sampleEntry: noEntry,
  codecConfig: Buffer.from('0164001fffe1000267640100026801', 'hex'),
  width: 320,
  height: 180,
  sampleRate: 0,
  channels: 0,
  ...changes,
})

/** AAC-LC, 48 kHz, stereo, at 1000 ticks a second so that times are easy to read. */
export const aacTrack = (changes: Partial<Track> = {}): Track => ({
  id: 2,
  kind: 'audio',
  codec: 'aac',
  codecString: 'mp4a.40.2',
  timescale: 1000,
  sampleEntry: noEntry,
  codecConfig: Buffer.from('1190', 'hex'),
  width: 0,
  height: 0,
  sampleRate: 48_000,
  channels: 2,
  ...changes,
})

/** Stereo Opus with a pre-skip of 312. */
export const opusTrack = (changes: Partial<Track> = {}): Track =>
  aacTrack({
    codec: 'opus',
    codecString: 'opus',
    codecConfig: Buffer.from('0002013800 00bb8000 0000'.replaceAll(' ', ''), 'hex'),
    ...changes,
  })

export type SyntheticSample = Partial<Omit<Sample, 'offset' | 'size'>> & {
  trackId: number
  dts: number
  data: Buffer
}

/** A fragment of these samples, without a moof. */
export const fragmentOf = (entries: readonly SyntheticSample[]): Fragment => {
  let offset = 0
  const samples = entries.map(({ data, ...given }) => {
    const sample = { ctsOffset: 0, duration: 40, isSync: true, ...given, offset, size: data.length }
    offset += data.length
    return sample
  })
  return { bytes: Buffer.concat(entries.map((entry) => entry.data)), moofBytes: 0, samples }
}

/** A picture of one NAL unit behind a four-byte length. */
export const picture = (unit: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(unit.length)
  return Buffer.concat([length, unit])
}
