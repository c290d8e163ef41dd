import { type Schemas, type Tapedeck, TapedeckApiError } from '@tapedeck/client'
import type { CliContext } from '../cli-command.ts'
import { createStatusLine, type StatusLine } from '../output/status-line.ts'
import type { FollowWish } from './follow-wish.ts'
import { liveLine, newsOf } from './live-line.ts'

type Recording = Schemas['Recording']

const lookMs = 1000

export type FollowOptions = {
  client: Tapedeck
  context: Pick<CliContext, 'terminal' | 'clock' | 'printer'>
  recordingId: string
  wish: FollowWish
}

/** The recording in its final state; or the user left before that. */
export type Followed =
  | { outcome: 'ended'; recording: Recording }
  | { outcome: 'left'; isStopping: boolean }

const isPassing = (error: unknown): error is TapedeckApiError =>
  error instanceof TapedeckApiError &&
  (error.status === 0 || error.status === 429 || error.status >= 500)

/** Looks once: asks for what the user wants, and shows what is new. */
const createLook = ({ client, context, recordingId, wish }: FollowOptions, line: StatusLine) => {
  const printer = context.printer()
  const seen: { last: Recording | null; isStopping: boolean } = { last: null, isStopping: false }
  const askToStop = async (): Promise<void> => {
    await client.recordings.stop(recordingId, { mode: 'graceful' })
    seen.isStopping = true
    line.keep('Stopping; what has arrived is stored. Ctrl-C again leaves that to the service.')
  }
  const look = async (): Promise<Recording> => {
    if (wish.wantsStop() && !seen.isStopping) await askToStop()
    const recording = await client.recordings.get(recordingId)
    if (wish.hasLeft()) return recording
    for (const news of newsOf(seen.last, recording)) line.keep(news)
    if (printer.isJson) printer.line(recording, liveLine)
    line.show(liveLine(recording))
    seen.last = recording
    return recording
  }
  return { look, isStopping: () => seen.isStopping }
}

/**
 * Shows how a recording goes on until it has ended, or the user leaves it. An API that is away for a while is waited for.
 * @throws TapedeckApiError when the API refuses
 */
export const followRecording = async (options: FollowOptions): Promise<Followed> => {
  const { context, wish } = options
  const line = createStatusLine(context.terminal, context.clock)
  const { look, isStopping } = createLook(options, line)
  try {
    while (!wish.hasLeft()) {
      try {
        const recording = await wish.unlessLeft(look())
        if (recording !== null && recording.endedAt !== null) return { outcome: 'ended', recording }
      } catch (error) {
        if (!isPassing(error)) throw error
        line.show(`${error.detail} The recording goes on by itself; it is asked again.`)
      }
      await wish.rest(lookMs)
    }
    return { outcome: 'left', isStopping: isStopping() }
  } finally {
    line.clear()
  }
}
