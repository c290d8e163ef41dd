import type { Schemas } from '@tapedeck/client'
import type { CliCommand } from '../cli-command.ts'
import { limitOption } from '../input/limit-option.ts'
import { nothing, plainText, timeText } from '../output/figures.ts'
import { printSome } from '../output/print-some.ts'
import type { Column } from '../output/table.ts'
import { addChangeCommand, addStoredCommands } from '../stored/stored-commands.ts'

/** With its secret when it was just made. */
type Source = Schemas['Source'] & { secret?: string }

const pollText = ({ poll }: Source): string =>
  poll === null ? nothing : `${poll.url} every ${poll.intervalSeconds} s`

const columns: Column<Source>[] = [
  { head: 'ID', cell: ({ id }) => id },
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'KIND', cell: ({ kind }) => kind },
  { head: 'DOMAIN', cell: ({ domain }) => plainText(domain) },
  { head: 'ASKED', cell: pollText },
]

const facts = (source: Source): [string, string][] => [
  ['id', source.id],
  ['name', source.name],
  ['kind', source.kind],
  ['domain', plainText(source.domain)],
  ['posts to', source.ingestPath],
  ...(source.secret === undefined
    ? []
    : [['secret', `${source.secret}  (not shown again)`] as [string, string]]),
  ['asked', pollText(source)],
  ['as user', plainText(source.poll?.user)],
  ['created', timeText(source.createdAt)],
  ['updated', timeText(source.updatedAt)],
]

/** `sources`: media servers that tell of their streams. */
export const sourcesCommand: CliCommand = (program, context) => {
  const sources = program.command('sources').summary('media servers that tell of their streams')
  sources
    .command('ls')
    .summary('list ingest sources')
    .addOption(limitOption())
    .action(async ({ limit }: { limit: number }) => {
      const client = await context.connect()
      const whenEmpty = 'No sources.'
      await printSome(context.printer(), client.sources.all(), { limit, columns, whenEmpty })
    })
  const what = { word: 'source' }
  const open = async () => ({ ...(await context.connect()).sources, facts })
  addStoredCommands<Schemas['NewSource'], Source>(sources, context, what, open)
  addChangeCommand<Schemas['SourceChange'], Source>(sources, context, what, open)
  sources
    .command('secret')
    .summary('give a source another secret; the former one stops to work at once')
    .argument('<id>', 'id of the source')
    .action(async (id: string) => {
      const client = await context.connect()
      context.printer().one<Source>(await client.sources.renewSecret(id), facts)
    })
}
