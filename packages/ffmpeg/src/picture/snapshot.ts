import { TapedeckError } from '@tapedeck/contracts'

import { launcherFailed } from '../process/death-signal.ts'
import { giveWay } from '../process/give-way.ts'
import { spawnFed } from '../process/owned-children.ts'
import { jpegSize } from './jpeg-size.ts'

export type Snapshot = { jpeg: Buffer; width: number; height: number }

export type SnapshotOptions = {
  ffmpegPath: string
  /** Of the picture, in pixels; the height follows from how the video is shown, and is even. */
  width: number
  /** Longest time for all of it, milliseconds. */
  timeoutMs: number
  /** Ends it early. */
  signal: AbortSignal
}

/** A picture of 3840 pixels across has about 2 MB. */
const maxJpegBytes = 16 * 1024 * 1024
const maxComplaintChars = 1000

const argumentsFor = (width: number): string[] => [
  ...['-nostdin', '-v', 'error', '-xerror', '-err_detect', 'explode'],
  // the bytes are a stranger's: they must not make ffmpeg open anything else
  ...['-protocol_whitelist', 'pipe', '-threads', '1', '-skip_frame', 'nokey'],
  ...['-f', 'mp4', '-i', 'pipe:0', '-map', '0:v:0', '-frames:v', '1', '-filter_threads', '1'],
  ...['-vf', `scale=w=${width}:h='2*max(1,round(ow/dar/2))',setsar=1`],
  ...['-c:v', 'mjpeg', '-threads', '1', '-pix_fmt', 'yuvj420p', '-q:v', '4'],
  ...['-f', 'image2pipe', 'pipe:1'],
]

/**
 * The picture of a keyframe as a JPEG, at the lowest priority and on one thread.
 * @param init ftyp and moov of a fragmented MP4 with a video track
 * @param fragment moof and mdat behind it; its first video sample is the keyframe, what follows is left out
 * @throws TapedeckError FFMPEG_FAILED when there is no such picture, it is damaged, or it takes too long; the signal's reason
 */
export const snapshotOfKeyframe = async (
  init: Buffer,
  fragment: Buffer,
  options: SnapshotOptions,
): Promise<Snapshot> => {
  const { ffmpegPath, width, timeoutMs, signal } = options
  signal.throwIfAborted()
  const child = spawnFed(ffmpegPath, argumentsFor(width))
  giveWay(child, 'to everything')
  let failure: unknown = null
  const failed = (why: string) =>
    new TapedeckError('FFMPEG_FAILED', { detail: `${ffmpegPath} ${why}` })
  const fail = (why: unknown): void => {
    failure ??= why
    child.kill('SIGKILL')
  }
  const onAbort = (): void => fail(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(() => fail(failed(`made no picture within ${timeoutMs} ms`)), timeoutMs)
  const chunks: Buffer[] = []
  let bytes = 0
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxJpegBytes) fail(failed('made too big a picture'))
    else chunks.push(chunk)
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, maxComplaintChars)
  })
  const closed = new Promise<number | null>((resolve) => {
    child.once('error', (error) => fail(failed(error.message)))
    child.once('close', resolve)
  })
  try {
    // ffmpeg leaves when it has its picture; that it takes no more is no failure
    child.stdin.on('error', () => undefined)
    child.stdin.write(init)
    child.stdin.end(fragment)
    const exitCode = await closed
    if (launcherFailed(exitCode, complaint)) throw failed('was not found, or must not be run')
    if (failure !== null) throw failure
    const jpeg = Buffer.concat(chunks)
    const size = jpegSize(jpeg)
    if (exitCode !== 0 || size === null)
      throw failed(`made no picture: ${firstLine(complaint) || 'there is no keyframe'}`)
    return { jpeg, ...size }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

const firstLine = (text: string): string =>
  text.replaceAll(/ @ 0x[0-9a-f]+/g, '').split(/[\r\n]/, 1)[0] ?? ''
