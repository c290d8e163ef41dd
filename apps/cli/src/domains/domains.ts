import type { Schemas } from '@tapedeck/client'
import type { CliCommand } from '../cli-command.ts'
import { limitOption } from '../input/limit-option.ts'
import { plainText, timeText } from '../output/figures.ts'
import { printSome } from '../output/print-some.ts'
import type { Column } from '../output/table.ts'
import { addChangeCommand, addStoredCommands } from '../stored/stored-commands.ts'

type Domain = Schemas['Domain']
/** A new domain has its name in it; in place of another it must not. */
type Body = Schemas['NewDomain'] & Schemas['DomainSettings']

const columns: Column<Domain>[] = [
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'PULLED FROM', cell: ({ pullUrlPattern }) => pullUrlPattern },
  { head: 'ASKS', cell: ({ onDemand }) => plainText(onDemand?.url) },
  { head: 'UPDATED', cell: ({ updatedAt }) => timeText(updatedAt) },
]

const facts = (domain: Domain): [string, string][] => [
  ['name', domain.name],
  ['pulled from', domain.pullUrlPattern],
  ['renditions', domain.renditions],
  ['asks', plainText(domain.onDemand?.url)],
  ['tells', plainText(domain.notifyUrl)],
  ['created', timeText(domain.createdAt)],
  ['updated', timeText(domain.updatedAt)],
]

/** `domains`: where the streams of rules are pulled from. */
export const domainsCommand: CliCommand = (program, context) => {
  const domains = program.command('domains').summary('where the streams of rules are pulled from')
  domains
    .command('ls')
    .summary('list domains')
    .addOption(limitOption())
    .action(async ({ limit }: { limit: number }) => {
      const client = await context.connect()
      const whenEmpty = 'No domains.'
      await printSome(context.printer(), client.domains.all(), { limit, columns, whenEmpty })
    })
  const what = { word: 'domain', handle: 'name' }
  const open = async () => ({ ...(await context.connect()).domains, facts })
  addStoredCommands<Body, Domain>(domains, context, what, open)
  addChangeCommand<Schemas['DomainChange'], Domain>(domains, context, what, open)
}
