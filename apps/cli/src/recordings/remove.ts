import type { CliCommand } from '../cli-command.ts'

/** `rm ID`: forgets a recording that has ended. */
export const removeCommand: CliCommand = (program, context) => {
  program
    .command('rm')
    .summary('forget recordings that have ended')
    .argument('<id...>', 'ids of the recordings')
    .option('--with-files', 'delete their files in storage too; this cannot be undone')
    .action(async (ids: string[], { withFiles }: { withFiles?: boolean }) => {
      const client = await context.connect()
      for (const id of ids) {
        await client.recordings.remove(id, { files: withFiles === true })
        context.printer().note(`${id} removed`)
      }
    })
}
