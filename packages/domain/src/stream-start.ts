/**
 * What identifies a place in a live stream: the first samples of a pull, by their content. Another recorder that
 * received the same stream finds the same place in its own media, whatever its timestamps are.
 */
export type StreamStart = {
  /** Wall time of the receiver, Unix milliseconds, at which it was live; tells places of equal content apart. */
  liveAtMs?: number
  tracks: {
    kind: 'video' | 'audio'
    /** At most `maxStartSamples`, in decoding order. */
    samples: {
      /** CRC-32 (IEEE) of the sample's bytes, 8 hex digits. */
      crc32: string
      bytes: number
      /** Decoding time behind the earliest sample of all tracks. */
      offsetMs: number
    }[]
  }[]
}

/** Bound of the samples of one track in a StreamStart: enough to tell silence apart, small enough for a record. */
export const maxStartSamples = 32
