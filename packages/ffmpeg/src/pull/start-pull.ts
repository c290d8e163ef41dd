import { PassThrough, type Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

import { TapedeckError } from '@tapedeck/contracts'
import { sourceUrlProblem } from '@tapedeck/domain'

import { giveWay } from '../process/give-way.ts'
import { createLineTail } from '../process/line-tail.ts'
import type { OutputChild } from '../process/owned-children.ts'
import { createRedactor } from '../process/redact-text.ts'
import { unreadInputBytes } from '../process/unread-input.ts'
import { classifyExit } from './classify-exit.ts'
import { runFluently } from './fluent-command.ts'
import { createHeaderWatch } from './header-watch.ts'
import { pullArguments } from './pull-arguments.ts'
import { createPullEnd } from './pull-end.ts'
import type { PullExit } from './pull-exit.ts'
import { noticeOf, type PullNotice } from './pull-notice.ts'
import { createProgressReader, type PullProgress } from './pull-progress.ts'
import { createSilenceMeter } from './silence-meter.ts'
import { type Transcoding, transcodeArguments } from './transcode-arguments.ts'

export type PullOptions = {
  /** rtmp:// or rtmps:// */
  url: string
  ffmpegPath: string
  /** The pull ends by itself about this long after the source's last byte. */
  ioTimeoutMs: number
  /** From `stop()` to SIGKILL. A silent source is left only after `ioTimeoutMs`, so this should be longer. */
  stopTimeoutMs: number
  /** From SIGKILL until the process is given up and `exited` resolves without it. */
  killTimeoutMs: number
  /** Longest wait for a track that the stream announces; what comes meanwhile is kept. 3000 by default. */
  analyzeMs?: number
  /** Encodes the stream; null or absent copies it. An encoder leaves the processor to pulls that copy. */
  transcoding?: Transcoding | null
  /** What ffmpeg noticed about the source and went over. */
  onNotice?(notice: PullNotice): void
}

export type Pull = {
  /**
   * Fragmented MP4. An unread output holds ffmpeg back (64 KiB here, the pipe's size in the kernel), and with it the
   * source. Has to be read to its end or destroyed; destroying it kills ffmpeg.
   */
  readonly output: Readable
  /** Null until the process runs, a tick after `startPull`. */
  readonly pid: number | null
  readonly progress: PullProgress | null
  /**
   * Bytes of the source that wait to be read by ffmpeg; steadily more than nothing while it does not keep up. Null where
   * the system does not tell.
   */
  unreadBytes(): Promise<number | null>
  /** Never rejects. Resolves after the last byte of `output` was read and the process is gone. */
  readonly exited: Promise<PullExit>
  /** SIGINT, so that ffmpeg writes what it holds; SIGKILL after `stopTimeoutMs`. The first reason stays. */
  stop(): void
  /** SIGKILL. What ffmpeg holds, up to a second of media, is lost. */
  kill(): void
}

/** How the operating system saw it end. */
type ProcessEnd = { exitCode: number | null; signal: NodeJS.Signals | null; error: Error | null }

const keptLines = 40

const closed = (child: OutputChild): Promise<ProcessEnd> =>
  new Promise((resolve) => {
    let error: Error | null = null
    child.once('error', (failure) => {
      error = failure
    })
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, error }))
  })

/** What is read off the process while it runs. */
const createGauges = ({ onNotice, transcoding }: PullOptions) => {
  const progress = createProgressReader()
  const headers = createHeaderWatch((change) => {
    // sound is resampled for the encoder, whatever it becomes
    if (transcoding == null || change.track === 'video')
      onNotice?.({ kind: 'header_changed', ...change })
  })
  const tail = createLineTail(keptLines, (line) => {
    if (headers.line(line) || progress.line(line)) return false
    const notice = noticeOf(line)
    if (notice !== null) onNotice?.(notice)
    return true
  })
  const silence = createSilenceMeter(performance.now())
  let pid: number | null = null
  let outputBytes = 0
  let endedAt: number | null = null
  return {
    progress,
    tail,
    pid: () => pid,
    outputBytes: () => outputBytes,
    silentMs: () => silence.silentMs(endedAt ?? performance.now()),
    watch: (child: OutputChild): void => {
      pid = child.pid ?? null
      child.stdout.on('data', (chunk: Buffer) => {
        outputBytes += chunk.length
        silence.mark(performance.now())
      })
      child.stderr.setEncoding('utf8').on('data', tail.push)
      child.once('exit', () => {
        endedAt = performance.now()
      })
    },
  }
}

/**
 * Starts ffmpeg on a stream. Everything that can go wrong from here on is a value of `exited`.
 * @throws TapedeckError INPUT_INVALID for a URL that must not be handed to ffmpeg
 */
export const startPull = (options: PullOptions): Pull => {
  const { url, ffmpegPath, ioTimeoutMs, analyzeMs = 3000, transcoding = null } = options
  const problem = sourceUrlProblem(url)
  if (problem !== null)
    throw new TapedeckError('INPUT_INVALID', { detail: `The source ${problem}` })
  const output = new PassThrough()
  const gauges = createGauges(options)
  const end = createPullEnd(options)
  const drained = finished(output, { writable: false }).catch(() => {
    // destroyed by its reader: nobody wants the rest
    end.kill()
  })
  const { promise: gone, resolve: onGone } = Promise.withResolvers<ProcessEnd>()
  runFluently({
    ffmpegPath,
    url,
    args:
      transcoding === null
        ? pullArguments(url, ioTimeoutMs, analyzeMs)
        : transcodeArguments(url, ioTimeoutMs, analyzeMs, transcoding),
    output,
    onChild: (child) => {
      if (child instanceof Error) return onGone({ exitCode: null, signal: null, error: child })
      onGone(closed(child))
      if (transcoding !== null) giveWay(child, 'to copies')
      gauges.watch(child)
      end.own(child)
    },
  })

  const conclude = async (): Promise<PullExit> => {
    const abandoned = end.abandoned.then(() => ({ exitCode: null, signal: null, error: null }))
    const { exitCode, signal, error } = await Promise.race([gone, abandoned])
    end.release()
    gauges.tail.end()
    output.end()
    await drained
    const redact = createRedactor(url)
    const stderrTail = redact(gauges.tail.text())
    const verdict = classifyExit({
      reason: end.reason(),
      spawnError: error === null ? null : redact(error.message),
      exitCode,
      signal,
      stderr: stderrTail,
      outputBytes: gauges.outputBytes(),
      silentMs: gauges.silentMs(),
      ioTimeoutMs,
    })
    return { ...verdict, exitCode, signal, stderrTail }
  }

  return {
    output,
    get pid() {
      return gauges.pid()
    },
    get progress() {
      return gauges.progress.latest()
    },
    unreadBytes: async () => {
      const pid = gauges.pid()
      return pid === null ? null : unreadInputBytes(pid)
    },
    exited: conclude(),
    stop: end.stop,
    kill: end.kill,
  }
}
