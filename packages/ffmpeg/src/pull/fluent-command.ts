import type { PassThrough } from 'node:stream'

import ffmpeg from 'fluent-ffmpeg'

import { type OutputChild, spawnOwned } from '../process/owned-children.ts'
import type { PullArguments } from './pull-arguments.ts'

/**
 * fluent-ffmpeg 2.1.3 puts the command line together and joins the process to the output stream. What it does badly
 * is replaced on the one command object, by the seams below (its version is pinned, the tests run through them):
 * - before the first run it starts `ffmpeg -formats` and `-encoders`, once per command while none has finished:
 *   the answers are given here, so nothing is started;
 * - a 'progress' listener makes it run ffprobe on the source, a second player of the stream: never listened to;
 * - a process that cannot be started makes it throw where nobody can catch it, stdin is a needless pipe, its line
 *   buffer has no bound, and a command that is not started yet ignores kill(): so the spawning is ours.
 */
type Seams = {
  availableFormats(callback: (error: null, formats: object) => void): void
  availableEncoders(callback: (error: null, encoders: object) => void): void
  _spawnFfmpeg(
    args: string[],
    options: unknown,
    onProcess: (child: OutputChild, stdout: Ring, stderr: Ring) => void,
    onEnd: (error: Error | null, stdout: Ring, stderr: Ring) => void,
  ): void
}
/** Its buffer of lines. It asks for one when the output is destroyed with an error, and may want to hear of lines. */
type Ring = { get(): string; callback(onLine: (line: string) => void): void }
const emptyRing: Ring = { get: () => '', callback: () => {} }

const formats = {
  live_flv: { description: 'live RTMP FLV', canDemux: true, canMux: false },
  mp4: { description: 'MP4', canDemux: true, canMux: true },
}

/** What `inputOptions` and `outputOptions` do with several arguments: take each as it is (an array is split at spaces). */
type Words = [string, string, ...string[]]

/**
 * Runs ffmpeg through fluent-ffmpeg, its stdout piped to `output`, which is ended with it.
 * @param options.onChild called once, soon after the return, with the process or with the error of starting it
 */
export const runFluently = (options: {
  ffmpegPath: string
  url: string
  args: PullArguments
  output: PassThrough
  onChild(child: OutputChild | Error): void
}): void => {
  const { args, onChild } = options
  const command = ffmpeg()
  command
    .input(options.url)
    .inputOptions(...(args.input as Words))
    .outputOptions(...(args.output as Words))
  const seams: Seams = {
    availableFormats: (callback) => callback(null, formats),
    availableEncoders: (callback) => callback(null, {}),
    _spawnFfmpeg: (composed, _options, onProcess, onEnd) => {
      try {
        const child = spawnOwned(options.ffmpegPath, [...args.global, ...composed, ...args.watch])
        child.once('close', () => onEnd(null, emptyRing, emptyRing))
        onProcess(child, emptyRing, emptyRing)
        onChild(child)
      } catch (error) {
        onChild(toError(error))
      }
    },
  }
  Object.assign(command, seams)
  // how it ended is told by the process itself; without a listener the event would be thrown
  command.on('error', () => {})
  command.pipe(options.output, { end: true })
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(`${error}`))
