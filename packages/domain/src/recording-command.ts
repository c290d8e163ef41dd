import type { DesiredControl, StopMode } from './recording.ts'

export const recordingCommandNames = ['stop', 'split', 'pause', 'resume'] as const

/** Who gave a command: a request to the recording, or what records its stream (rules, windows, commands to the stream). */
export const commandGivers = ['api', 'stream'] as const
export type CommandGiver = (typeof commandGivers)[number]

/** A wish of a user that changed what is wanted of a recording; one that changed nothing is none. */
export type RecordingCommand = {
  command: (typeof recordingCommandNames)[number]
  /** Of stop. */
  mode: StopMode | null
  /** Of pause: the recording is stopped when it was paused for so long; null for never. */
  stopAfterMs: number | null
  atMs: number
  by: CommandGiver
}

/** So many commands of one recording are known, the newest ones. */
export const maxCommandsPerRecording = 1000

/** The commands that led from one wish to the next. */
export const commandsBetween = (
  before: DesiredControl,
  after: DesiredControl,
  given: Pick<RecordingCommand, 'atMs' | 'by'>,
): RecordingCommand[] => {
  const plain = { mode: null, stopAfterMs: null, ...given }
  const splits = Math.min(maxCommandsPerRecording, Math.max(0, after.splits - before.splits))
  const commands = Array.from({ length: splits }, (): RecordingCommand => {
    return { command: 'split', ...plain }
  })
  const paused = before.pause ?? null
  const pause = after.pause ?? null
  if (pause === null && paused !== null) commands.push({ command: 'resume', ...plain })
  if (pause !== null && pause !== paused)
    commands.push({ command: 'pause', ...plain, stopAfterMs: pause.stopAfterMs })
  if (after.stop !== before.stop) commands.push({ command: 'stop', ...plain, mode: after.stop })
  return commands
}
