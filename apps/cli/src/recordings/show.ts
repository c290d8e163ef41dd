import type { CliCommand } from '../cli-command.ts'
import { followToEnd } from './follow-to-end.ts'
import { recordingFacts } from './recording-facts.ts'

type Options = { follow?: boolean; manifest?: boolean }

/** `show ID`: one recording, once or until it has ended. */
export const showCommand: CliCommand = (program, context) => {
  program
    .command('show')
    .summary('show a recording with its live figures')
    .argument('<id>', 'id of the recording')
    .option('--follow', 'stay until it has ended; Ctrl-C leaves and stops nothing')
    .option('--manifest', 'its manifest, as JSON: every file, every gap')
    .action(async (id: string, { follow, manifest }: Options) => {
      const client = await context.connect()
      if (manifest === true) {
        const account = await client.recordings.manifest(id)
        context.terminal.out(`${JSON.stringify(account, null, 2)}\n`)
        return
      }
      if (follow !== true) {
        context.printer().one(await client.recordings.get(id), recordingFacts)
        return
      }
      await followToEnd(context, { client, recordingId: id, isStopping: false })
    })
}
