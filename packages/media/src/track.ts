/** Codecs that composers know by name; anything else is copied by the formats that can (mp4, cmaf). */
export type Codec = 'h264' | 'h265' | 'av1' | 'vp9' | 'aac' | 'mp3' | 'opus' | 'other'

/** One track as the init segment describes it. */
export type Track = {
  /** track_ID (ISO/IEC 14496-12 §8.3.2). */
  id: number
  kind: 'video' | 'audio'
  codec: Codec
  /** RFC 6381, for instance `avc1.64001f`, `mp4a.40.2`. */
  codecString: string
  /** Ticks per second of every sample time of this track. */
  timescale: number
  /** The whole sample entry box as it stands in stsd; copied into composed files, so every codec works. */
  sampleEntry: Buffer
  /** avcC, hvcC or av1C payload; AudioSpecificConfig for AAC; dOps payload for Opus; null otherwise. */
  codecConfig: Buffer | null
  /** Zero for audio. */
  width: number
  height: number
  /** Zero for video. */
  sampleRate: number
  channels: number
}

/** ftyp + moov of a fragmented MP4, as ffmpeg wrote it, and what it says. */
export type InitSegment = { bytes: Buffer; tracks: Track[] }
