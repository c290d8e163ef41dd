import { TapedeckError } from '@tapedeck/contracts'

export type PlaylistSlice = {
  /** A URI reference, already percent-encoded (`relativeUri`). */
  uri: string
  durationMs: number
  /** The initialization section from this slice on, where it is another than before; absent: it stays. */
  initUri?: string
  /** The slice does not continue the one before it: times, tracks or continuity begin anew. */
  discontinuity: boolean
  /** Wall clock time of the slice's first sample, milliseconds since 1970; null leaves it out. */
  programDateTimeMs: number | null
}

export type MediaPlaylist = {
  /** EVENT while the cycle records, VOD when it is complete; null when old slices leave a growing playlist. */
  type: 'EVENT' | 'VOD' | null
  /** Must stay the same for all playlists of one cycle; raised only when a slice is longer. */
  targetDurationSeconds: number
  mediaSequence: number
  /** Discontinuities before the first slice, among the slices that left; absent for none. */
  discontinuitySequence?: number
  /** The initialization section (cmaf); null for TS. */
  initUri: string | null
  slices: readonly PlaylistSlice[]
  isEnded: boolean
}

/** EXT-X-MAP outside of I-frame playlists needs 6; 7 is what fragmented MP4 players expect. TS needs 3 for decimals. */
const versionFor = ({ initUri, slices }: MediaPlaylist): number =>
  initUri === null && slices.every((slice) => slice.initUri === undefined) ? 3 : 7

/** No character may end the line, or the quoted string, that a URI stands in (RFC 8216 §4.1, §4.2). */
const checkedUri = (uri: string): string => {
  if (uri === '' || uri.startsWith('#') || !/^[\x21\x23-\x7e]+$/.test(uri)) {
    throw new TapedeckError('SERVICE_BUG', {
      detail: 'a playlist was given a URI that is not encoded',
    })
  }
  return uri
}

const mapLines = (initUri: string | null | undefined): string[] =>
  initUri === null || initUri === undefined ? [] : [`#EXT-X-MAP:URI="${checkedUri(initUri)}"`]

const sliceLines = (slice: PlaylistSlice): string[] => [
  ...(slice.discontinuity ? ['#EXT-X-DISCONTINUITY'] : []),
  ...mapLines(slice.initUri),
  ...(slice.programDateTimeMs === null
    ? []
    : [`#EXT-X-PROGRAM-DATE-TIME:${new Date(slice.programDateTimeMs).toISOString()}`]),
  `#EXTINF:${(slice.durationMs / 1000).toFixed(6)},`,
  checkedUri(slice.uri),
]

/**
 * A media playlist (RFC 8216 §4.3). The caller names stored objects only. EXT-X-TARGETDURATION is never below a
 * slice's rounded duration, as §4.3.3.1 demands. Throws SERVICE_BUG for a URI that is not percent-encoded.
 */
export const renderMediaPlaylist = (playlist: MediaPlaylist): string => {
  const longest = playlist.slices.reduce(
    (seconds, slice) => Math.max(seconds, Math.round(slice.durationMs / 1000)),
    Math.max(1, Math.ceil(playlist.targetDurationSeconds)),
  )
  return [
    '#EXTM3U',
    `#EXT-X-VERSION:${versionFor(playlist)}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-TARGETDURATION:${longest}`,
    `#EXT-X-MEDIA-SEQUENCE:${playlist.mediaSequence}`,
    ...(playlist.discontinuitySequence
      ? [`#EXT-X-DISCONTINUITY-SEQUENCE:${playlist.discontinuitySequence}`]
      : []),
    ...(playlist.type === null ? [] : [`#EXT-X-PLAYLIST-TYPE:${playlist.type}`]),
    ...mapLines(playlist.initUri),
    ...playlist.slices.flatMap(sliceLines),
    ...(playlist.isEnded ? ['#EXT-X-ENDLIST'] : []),
    '',
  ].join('\n')
}
