import { TapedeckError } from '@tapedeck/contracts'
import { launcherFailed } from '../process/death-signal.ts'
import { giveWay } from '../process/give-way.ts'
import { type FedChild, spawnFed } from '../process/owned-children.ts'

/** How ffmpeg is told what it reads; it must not guess from damaged bytes. */
const demuxers = { mp4: 'mov', flv: 'flv', m3u8: 'mpegts', cmaf: 'mov' } as const

export type DecodeOptions = {
  ffmpegPath: string
  /** Format of the bytes: m3u8 stands for its slices, cmaf for its init segment and its slices, one behind the other. */
  format: keyof typeof demuxers
  /** Longest time for all of it, milliseconds. */
  timeoutMs: number
  /** Ends it early. */
  signal: AbortSignal
}

const maxComplaintChars = 2000

/**
 * Frames at their own times. Left to itself ffmpeg rounds them to a frame rate that it guesses, which a hole between two
 * pulls leads astray, and then complains of pictures that share a time which are a whole frame apart.
 */
const everyFrame = ['-fps_mode', 'passthrough', '-enc_time_base:v', '1:1000000']

const argumentsFor = (format: DecodeOptions['format']): string[] => [
  ...['-nostdin', '-v', 'error', '-xerror'],
  // the bytes are a stranger's: they must not make ffmpeg open anything else
  ...['-protocol_whitelist', 'pipe', '-threads', '1', '-f', demuxers[format], '-i', 'pipe:0'],
  ...['-map', '0:v?', '-map', '0:a?', '-threads', '1', ...everyFrame, '-f', 'null', '-'],
]

/** Resolves when there is room for more, or nothing more is taken. */
const roomIn = ({ stdin }: FedChild): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stdin.off('drain', done).off('close', done)
      resolve()
    }
    stdin.on('drain', done).on('close', done)
  })

/** Gives ffmpeg all of the input at its pace; what it no longer takes is read to its end all the same. */
const feed = async (child: FedChild, input: AsyncIterable<Buffer>): Promise<void> => {
  const { stdin } = child
  // ffmpeg ends at the first error and closes its side: that is no failure of ours
  stdin.on('error', () => undefined)
  for await (const chunk of input)
    if (!stdin.destroyed && stdin.writable && !stdin.write(chunk)) await roomIn(child)
  stdin.end()
}

/** One line of what ffmpeg complains about, without the addresses of its objects. */
const tidied = (complaint: string): string =>
  complaint
    .replaceAll(/ @ 0x[0-9a-f]+/g, '')
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(0, 3)
    .join('; ')

/**
 * Decodes media with ffmpeg, at the lowest priority and on one thread, without writing anything. The input is read to
 * its end in any case.
 * @returns what ffmpeg complains about; null when all of it decodes
 * @throws TapedeckError FFMPEG_FAILED when it cannot be run or takes too long; the signal's reason; what the input throws
 */
export const decodeMedia = async (
  input: AsyncIterable<Buffer>,
  options: DecodeOptions,
): Promise<string | null> => {
  const { ffmpegPath, format, timeoutMs, signal } = options
  signal.throwIfAborted()
  const child = spawnFed(ffmpegPath, argumentsFor(format))
  giveWay(child, 'to everything')
  let failure: unknown = null
  const fail = (why: unknown): void => {
    failure ??= why
    child.kill('SIGKILL')
  }
  const failed = (why: string) =>
    new TapedeckError('FFMPEG_FAILED', { detail: `${ffmpegPath} ${why}` })
  const onAbort = (): void => fail(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(
    () => fail(failed(`did not decode it within ${timeoutMs} ms`)),
    timeoutMs,
  )
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, maxComplaintChars)
  })
  child.stdout.resume()
  child.once('error', (error) => fail(failed(error.message)))
  const closed = new Promise<{ code: number | null; by: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, by) => resolve({ code, by }))
  })
  try {
    await feed(
      child,
      untilFailed(input, () => failure),
    ).catch(fail)
    const { code, by } = await closed
    if (launcherFailed(code, complaint)) throw failed('was not found, or must not be run')
    if (failure !== null) throw failure
    // nobody of ours killed it: the system did, for want of memory for instance
    if (by !== null) throw failed(`was ended by ${by}`)
    const told = tidied(complaint)
    if (told !== '') return told
    return code === 0 ? null : `ffmpeg ended with code ${code}`
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

/** The input until something has failed; then it is not worth reading on. */
async function* untilFailed(
  input: AsyncIterable<Buffer>,
  failure: () => unknown,
): AsyncGenerator<Buffer> {
  for await (const chunk of input) {
    if (failure() !== null) return
    yield chunk
  }
}
