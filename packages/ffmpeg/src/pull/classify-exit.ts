import { launcherFailed } from '../process/death-signal.ts'
import type { PullExit, PullExitKind } from './pull-exit.ts'

/** What is known of a process that ended. */
export type ExitFacts = {
  reason: 'stopped' | 'killed' | null
  /** Why the operating system did not start the process. */
  spawnError: string | null
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** Redacted. */
  stderr: string
  outputBytes: number
  /** How long nothing came before the end. */
  silentMs: number
  ioTimeoutMs: number
}

type Verdict = Pick<PullExit, 'kind' | 'detail'>

/** What ffmpeg prints when nothing was delivered; the first row that matches decides. */
const beforeMedia: readonly { pattern: RegExp; kind: PullExitKind; detail: string }[] = [
  {
    pattern:
      /Failed to resolve hostname|Cannot open connection|Connection refused|No route to host|unreachable/i,
    kind: 'unreachable',
    detail: 'The server cannot be reached',
  },
  {
    pattern: /Server error: .*(not ?found|no such|not exist|not (live|published)|offline)/i,
    kind: 'not_found',
    detail: 'The server says that there is no such stream',
  },
  { pattern: /Server error: /, kind: 'refused', detail: 'The server refuses the stream' },
  {
    pattern: /Server response validating failed|Invalid data found when processing input/,
    kind: 'invalid',
    detail: 'The server does not speak RTMP, or sends no media',
  },
  {
    pattern:
      /Could not write header|does not contain any stream|dimensions not set|Could not find codec parameters/,
    kind: 'invalid',
    detail: 'The stream holds neither video nor audio that can be recorded',
  },
  { pattern: /Connection timed out/, kind: 'timed_out', detail: 'The server sends nothing' },
]

/** The muxer or the demuxer gave up in the middle; an end of the source prints none of these. */
const brokenMedia = /Invalid data found|Conversion failed|Error muxing|av_interleaved_write_frame/

const afterMedia = (facts: ExitFacts): Verdict => {
  if (facts.exitCode !== 0 && brokenMedia.test(facts.stderr))
    return { kind: 'invalid', detail: 'The stream became invalid' }
  return facts.silentMs >= facts.ioTimeoutMs * 0.8
    ? { kind: 'timed_out', detail: 'The source fell silent' }
    : { kind: 'ended', detail: 'The source ended' }
}

const withoutMedia = (facts: ExitFacts): Verdict => {
  const row = beforeMedia.find(({ pattern }) => pattern.test(facts.stderr))
  // a server that repeats the head of a stream whose publisher has left; both reads of the demuxer timed out
  if (row?.kind === 'invalid' && facts.silentMs >= facts.ioTimeoutMs * 0.8)
    return { kind: 'timed_out', detail: 'The source fell silent before it sent enough' }
  if (row !== undefined) return { kind: row.kind, detail: row.detail }
  // "Input/output error" is all that ffmpeg says both of a closed connection and of a player kept waiting; the
  // first read gives up after half of the timeout (see pullArguments)
  return facts.silentMs >= facts.ioTimeoutMs * 0.45
    ? { kind: 'timed_out', detail: 'The server keeps the player waiting' }
    : { kind: 'refused', detail: 'The server closed the connection before any media' }
}

/**
 * Says how a pull ended, from what ffmpeg printed and when. Its exit code cannot tell: it is 0 after a lost
 * connection, 255 after any SIGINT or SIGTERM and 1 for everything before the first packet.
 */
export const classifyExit = (facts: ExitFacts): Verdict => {
  if (facts.spawnError !== null)
    return { kind: 'spawn_failed', detail: `ffmpeg could not be started: ${facts.spawnError}` }
  if (launcherFailed(facts.exitCode, facts.stderr))
    return { kind: 'spawn_failed', detail: `ffmpeg could not be started: ${facts.stderr}` }
  if (facts.reason === 'killed') return { kind: 'killed', detail: 'The pull was killed' }
  if (facts.reason === 'stopped')
    return {
      kind: 'stopped',
      detail:
        facts.signal === 'SIGKILL'
          ? 'The pull was stopped and had to be killed'
          : 'The pull was stopped',
    }
  if (facts.signal !== null)
    return { kind: 'killed', detail: `ffmpeg was ended from outside by ${facts.signal}` }
  if (facts.exitCode === 255 && facts.outputBytes > 0)
    return { kind: 'killed', detail: 'ffmpeg was ended from outside by a signal' }
  return facts.outputBytes > 0 ? afterMedia(facts) : withoutMedia(facts)
}
