import type { Schemas } from '@tapedeck/client'
import type { CliCommand } from '../cli-command.ts'
import { bytesText, nothing, timeText } from '../output/figures.ts'
import type { Column } from '../output/table.ts'

type Recorder = Schemas['Recorder']

const spoolText = ({ spool }: Recorder): string =>
  spool === null
    ? nothing
    : `${spool.level}, ${bytesText(spool.usedBytes)} of ${bytesText(spool.maxBytes)}`

const columns: Column<Recorder>[] = [
  { head: 'ID', cell: ({ recorderId }) => recorderId },
  { head: 'HOST', cell: ({ host }) => host },
  { head: 'STATE', cell: ({ state }) => state },
  { head: 'RUNNING', cell: ({ running, capacity }) => `${running} of ${capacity}` },
  { head: 'SPOOL', cell: spoolText },
  { head: 'TOLD', cell: ({ updatedAt }) => timeText(updatedAt) },
]

/** `recorders`: who records, and who shall not. */
export const recordersCommand: CliCommand = (program, context) => {
  const recorders = program.command('recorders').summary('the recorders, their load, draining')
  const id = 'id of the recorder'
  const stateText = ({ recorderId, state }: Recorder): string => `${recorderId} ${state}`
  recorders
    .command('ls')
    .summary('list recorders with their load')
    .action(async () => {
      const client = await context.connect()
      context.printer().many(await client.recorders.list(), columns, 'No recorders.')
    })
  recorders
    .command('drain')
    .summary('let a recorder take nothing more and hand over what it records')
    .argument('<id>', id)
    .action(async (name: string) => {
      const client = await context.connect()
      context.printer().line(await client.recorders.drain(name), stateText)
    })
  recorders
    .command('resume')
    .summary('let a drained recorder take recordings again')
    .argument('<id>', id)
    .action(async (name: string) => {
      const client = await context.connect()
      context.printer().line(await client.recorders.resume(name), stateText)
    })
}
