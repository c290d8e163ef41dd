import type { HeaderChange } from './header-watch.ts'

/**
 * What ffmpeg noticed in mid-stream and only another pull can follow: a track that the pull does not hold, or a codec
 * header that is no longer the one in its init segment. What comes from `atMs` on cannot be decoded in this pull.
 */
export type PullNotice =
  | { kind: 'late_track'; track: 'audio' | 'video' }
  | ({ kind: 'header_changed' } & HeaderChange)

/** Reads the demuxer's warnings; null for every other line. */
export const noticeOf = (line: string): PullNotice | null => {
  const [, track] = /^\[live_flv @ .*\] New (audio|video) stream /.exec(line) ?? []
  return track === 'audio' || track === 'video' ? { kind: 'late_track', track } : null
}
