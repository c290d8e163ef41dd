import { headerWatchArguments } from './header-watch.ts'
import { unrollAudio, unrollVideo } from './unrolled-timestamps.ts'

/** What goes before `-i` and what follows it. */
export type PullArguments = {
  global: string[]
  input: string[]
  output: string[]
  /** A second output, behind the first. */
  watch: readonly string[]
}

/** How every pull writes its fragments. */
export const pullMuxing: readonly string[] = [
  ...['-video_track_timescale', '1000'],
  // a track that falls silent must not hold back the other one for ffmpeg's 10 s
  ...['-max_interleave_delta', '1000000'],
  ...['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov+default_base_moof+frag_discont'],
  // together with frag_discont: a track that begins later keeps its own start, instead of a first sample that is
  // moved to zero and stretched
  ...['-use_editlist', '0', '-avoid_negative_ts', 'make_non_negative'],
  ...['-frag_duration', '1000000', '-flush_packets', '1'],
]

/**
 * ffmpeg's command line for one pull: stream copy to fragmented MP4 on stdout.
 * @param ioTimeoutMs the pull ends about this long after the source's last byte
 * @param analyzeMs longest wait for an announced track; packets that come meanwhile are kept
 */
export const pullArguments = (
  url: string,
  ioTimeoutMs: number,
  analyzeMs: number,
): PullArguments => ({
  global: ['-hide_banner', '-nostdin', '-loglevel', 'level+warning', '-nostats'].concat([
    '-progress',
    'pipe:2',
    '-stats_period',
    '1',
  ]),
  input: [
    // timestamps as they come, from zero: what is wrong with them is seen and repaired behind the spool
    '-copyts',
    '-start_at_zero',
    // without it a clock that falls to 60 s before the pull's start is taken for one that ran over its 32 bits
    '-correct_ts_overflow',
    '0',
    // the FLV demuxer for live sources
    '-f',
    'live_flv',
    '-protocol_whitelist',
    url.startsWith('rtmps:') ? 'rtmps,tls,tcp' : 'rtmp,tcp',
    // in microseconds, and half of what is wanted: at a timeout the FLV demuxer reads once more before it gives up
    '-rw_timeout',
    `${Math.round(ioTimeoutMs * 500)}`,
    // nobody needs a guess of the frame rate, and waiting for it delays the first byte by about 2 s
    '-fpsprobesize',
    '0',
    // without it FLV waits up to 90 s for a track that the metadata announces and that never comes
    '-analyzeduration',
    `${Math.round(analyzeMs * 1000)}`,
  ],
  output: [
    ...['-map', '0:v:0?', '-map', '0:a:0?', '-c', 'copy'],
    ...['-bsf:v', unrollVideo, '-bsf:a', unrollAudio],
    ...pullMuxing,
  ],
  watch: headerWatchArguments,
})
