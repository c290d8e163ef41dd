import type { Schemas } from '@tapedeck/client'
import { recordingStates } from '@tapedeck/domain'
import type { CliCommand } from '../cli-command.ts'
import { limitOption } from '../input/limit-option.ts'
import { wordsOf } from '../input/parse-option.ts'
import { parseStreamPattern } from '../input/parse-stream-name.ts'
import { bytesText, plainText, timeText } from '../output/figures.ts'
import { printSome } from '../output/print-some.ts'
import type { Column } from '../output/table.ts'

type Recording = Schemas['Recording']
type Part = ReturnType<typeof parseStreamPattern>
type Options = {
  limit: number
  state?: Recording['state'][]
  name?: string
  running?: boolean
  stream?: Part
}

const running = ['accepted', 'waiting', 'recording', 'interrupted', 'paused', 'finalizing'] as const

const columns: Column<Recording>[] = [
  { head: 'ID', cell: ({ id }) => id },
  { head: 'NAME', cell: ({ name }) => plainText(name) },
  { head: 'STATE', cell: ({ state }) => state },
  { head: 'CREATED', cell: ({ createdAt }) => timeText(createdAt) },
  { head: 'FILES', cell: ({ fileCount }) => String(fileCount) },
  { head: 'STORED', cell: ({ storedBytes }) => bytesText(storedBytes) },
  { head: 'GAPS', cell: ({ gapCount }) => String(gapCount) },
]

/** `ls`: recordings, newest first. */
export const listCommand: CliCommand = (program, context) => {
  program
    .command('ls')
    .summary('list recordings, newest first')
    .addOption(limitOption())
    .option('--state <states>', 'only those in these states', wordsOf(recordingStates))
    .option('--running', 'only those that have not ended')
    .option('--name <name>', 'only those with this in their name')
    .option('--stream <stream>', 'only those of domain/app/stream, * for any', parseStreamPattern)
    .action(async ({ limit, state, name, stream, running: isRunning }: Options) => {
      const client = await context.connect()
      const states = state ?? (isRunning === true ? [...running] : undefined)
      const query = {
        ...(states === undefined ? {} : { state: states }),
        ...(name === undefined ? {} : { name }),
        ...stream,
      }
      await printSome(context.printer(), client.recordings.all(query), {
        limit,
        columns,
        whenEmpty: 'No recordings.',
      })
    })
}
