import type { OutputFormat } from '@tapedeck/domain'
import { canCarryInFlv } from './flv/flv-codec.ts'
import type { Track } from './track.ts'
import { canCarryInTs } from './ts/ts-stream.ts'

const onlyFirstOfEachKind = (tracks: readonly Track[]): Track[] =>
  tracks.filter((track) => tracks.find((other) => other.kind === track.kind) === track)

/**
 * The tracks that a format cannot hold. mp4 and cmaf copy sample entries, so they hold whatever the pull could
 * write; flv holds one video and one audio track. A composer refuses such a track (CODEC_UNSUPPORTED): leave it
 * out of `InitSegment.tracks` to record without it.
 */
export const unsupportedTracks = (format: OutputFormat, tracks: readonly Track[]): Track[] => {
  switch (format) {
    case 'mp4':
    case 'cmaf':
      return []
    case 'flv': {
      const first = onlyFirstOfEachKind(tracks)
      return tracks.filter((track) => !first.includes(track) || !canCarryInFlv(track))
    }
    case 'm3u8':
      return tracks.filter((track) => !canCarryInTs(track))
  }
}
