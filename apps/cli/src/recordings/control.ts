import type { Schemas, Tapedeck } from '@tapedeck/client'
import { maxStopAfterSeconds } from '@tapedeck/contracts'
import type { CliCommand, CliContext } from '../cli-command.ts'
import { wholeNumber } from '../input/parse-option.ts'
import { followToEnd } from './follow-to-end.ts'

type Recording = Schemas['Recording']

const idHelp = 'ids of the recordings'

/** Does the same with several recordings, one after the other. */
const each = async (
  context: CliContext,
  ids: string[],
  command: (client: Tapedeck, id: string) => Promise<Recording>,
): Promise<Tapedeck> => {
  const client = await context.connect()
  const printer = context.printer()
  for (const id of ids)
    printer.line(await command(client, id), (recording) => `${recording.id} ${recording.state}`)
  return client
}

const stopCommand: CliCommand = (program, context) => {
  program
    .command('stop')
    .summary('stop recordings')
    .argument('<id...>', idHelp)
    .option('--now', 'end the pull at once, without what is on its way')
    .option('--wait', 'stay until their files are stored')
    .action(async (ids: string[], options: { now?: boolean; wait?: boolean }) => {
      const mode = options.now === true ? 'now' : 'graceful'
      const client = await each(context, ids, (api, id) => api.recordings.stop(id, { mode }))
      if (options.wait !== true) return
      for (const id of ids)
        await followToEnd(context, { client, recordingId: id, isStopping: true })
    })
}

const splitCommand: CliCommand = (program, context) => {
  program
    .command('split')
    .summary('close the files at the next keyframe and begin new ones')
    .argument('<id...>', idHelp)
    .action(async (ids: string[]) => {
      await each(context, ids, (api, id) => api.recordings.split(id))
    })
}

const pauseCommand: CliCommand = (program, context) => {
  program
    .command('pause')
    .summary('skip the stream for a while; files stay open')
    .argument('<id...>', idHelp)
    .option(
      '--stop-after <seconds>',
      'stop it when the pause was so long',
      wholeNumber(1, maxStopAfterSeconds),
    )
    .action(async (ids: string[], { stopAfter }: { stopAfter?: number }) => {
      const body = stopAfter === undefined ? {} : { stopAfterSeconds: stopAfter }
      await each(context, ids, (api, id) => api.recordings.pause(id, body))
    })
}

const resumeCommand: CliCommand = (program, context) => {
  program
    .command('resume')
    .summary('record a paused stream again')
    .argument('<id...>', idHelp)
    .action(async (ids: string[]) => {
      await each(context, ids, (api, id) => api.recordings.resume(id))
    })
}

/** Commands to running recordings. */
export const controlCommands: readonly CliCommand[] = [
  stopCommand,
  splitCommand,
  pauseCommand,
  resumeCommand,
]
