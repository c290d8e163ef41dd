import { type SpawnedProcess, spawnProcess } from '../spawn-server.ts'

export type PublishOptions = {
  url: string
  /** Sent packet by packet as it is; made by `makeSource`. */
  file: string
  /** At the speed of its time stamps (default), or as fast as it goes. */
  realtime?: boolean
  /** Starts over at the end, time stamps run on; once by default. */
  loop?: boolean
  /** Skips this much of the file, to the keyframe before it. */
  startSeconds?: number
  /** More arguments in front of the output, for instance `['-an']`. */
  outputArguments?: string[]
}

export type Publisher = {
  pid: number
  /** Resolves when everything is sent or the publisher was ended. */
  done: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>
  output(): string
  /** Leaves as an encoder does: deletes the stream, closes the connection. */
  stop(): Promise<void>
  /** Vanishes: the connection is cut. */
  kill(): Promise<void>
  /** Stays connected and sends nothing until `resume`. */
  freeze(): void
  resume(): void
}

/** Publishes a file to an RTMP server with ffmpeg, without re-encoding. */
export const publishStream = (options: PublishOptions): Publisher => {
  const process: SpawnedProcess = spawnProcess('ffmpeg', [
    '-nostdin',
    '-hide_banner',
    '-loglevel',
    'warning',
    ...(options.realtime === false ? [] : ['-re']),
    ...(options.loop === true ? ['-stream_loop', '-1'] : []),
    ...(options.startSeconds === undefined ? [] : ['-ss', `${options.startSeconds}`]),
    '-i',
    options.file,
    '-c',
    'copy',
    ...(options.outputArguments ?? []),
    '-f',
    'flv',
    options.url,
  ])
  return {
    pid: process.pid,
    done: process.exited,
    output: process.output,
    stop: () => process.stop('SIGINT'),
    kill: process.kill,
    freeze: () => process.signal('SIGSTOP'),
    resume: () => process.signal('SIGCONT'),
  }
}
