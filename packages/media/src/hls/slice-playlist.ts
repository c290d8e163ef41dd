import type { RecordingSlice } from '@tapedeck/domain'
import { renderMediaPlaylist } from './playlist.ts'
import { relativeUri } from './relative-uri.ts'

/** Content type of a playlist (RFC 8216 §4). */
export const playlistContentType = 'application/vnd.apple.mpegurl'

/** A playlist that names the given slices as seen from its own key. */
export const playlistBody = (options: {
  type: 'EVENT' | 'VOD'
  key: string
  initKey: string | null
  slices: RecordingSlice[]
  targetDurationSeconds: number
}): Buffer =>
  Buffer.from(
    renderMediaPlaylist({
      type: options.type,
      targetDurationSeconds: options.targetDurationSeconds,
      mediaSequence: 0,
      initUri: options.initKey === null ? null : relativeUri(options.key, options.initKey),
      slices: options.slices.map((slice) => ({
        uri: relativeUri(options.key, slice.key),
        durationMs: slice.durationMs,
        discontinuity: slice.discontinuity,
        programDateTimeMs: slice.startedAtMs,
      })),
      isEnded: options.type === 'VOD',
    }),
  )
