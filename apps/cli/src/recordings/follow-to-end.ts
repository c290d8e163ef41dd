import type { Tapedeck } from '@tapedeck/client'
import type { CliContext } from '../cli-command.ts'
import { exitCodes } from '../exit-code.ts'
import { followRecording } from './follow-recording.ts'
import { type FollowWish, startWish } from './follow-wish.ts'
import { endLine } from './live-line.ts'

export type EndOptions = {
  client: Tapedeck
  recordingId: string
  /** The service was asked to stop it before. */
  isStopping: boolean
  /** Of a command that listens already; otherwise Ctrl-C leaves. */
  wish?: FollowWish
}

/** Follows a recording to its end, says how it ended, and sets the exit code. */
export const followToEnd = async (context: CliContext, options: EndOptions): Promise<void> => {
  const { client, recordingId, wish = startWish(context, false) } = options
  try {
    const followed = await followRecording({ client, context, recordingId, wish })
    if (followed.outcome === 'ended') {
      context.printer().note(endLine(followed.recording))
      if (followed.recording.state !== 'completed') context.setExitCode(exitCodes.recordingFailed)
      return
    }
    const isStopping = options.isStopping || followed.isStopping
    const goesOn = isStopping ? 'The service still ends the recording' : 'The recording goes on'
    context.terminal.err(`Left. ${goesOn}: tapedeck show ${recordingId}\n`)
    context.setExitCode(exitCodes.interrupted)
  } finally {
    wish.release()
  }
}
