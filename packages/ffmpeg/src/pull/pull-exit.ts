/**
 * How a pull ended.
 * - `ended`: the source delivered media and then no more: the publisher left or the connection was lost
 * - `not_found`: the server says that there is no such stream
 * - `refused`: the server denies it, or closes the connection before any media
 * - `unreachable`: no connection (name, port, TLS)
 * - `timed_out`: connected, and silent for too long, before or after media
 * - `invalid`: what came is no stream that can be recorded
 * - `stopped`, `killed`: asked for by us
 * - `spawn_failed`: ffmpeg could not be run
 */
export type PullExitKind =
  | 'ended'
  | 'not_found'
  | 'refused'
  | 'unreachable'
  | 'timed_out'
  | 'invalid'
  | 'stopped'
  | 'killed'
  | 'spawn_failed'

export type PullExit = {
  kind: PullExitKind
  /** One sentence; holds no secret. */
  detail: string
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** The last 40 lines of what ffmpeg printed; holds no secret. */
  stderrTail: string
}
