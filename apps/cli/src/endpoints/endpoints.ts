import type { Schemas } from '@tapedeck/client'
import type { CliCommand } from '../cli-command.ts'
import { limitOption } from '../input/limit-option.ts'
import { plainText } from '../output/figures.ts'
import { printSome } from '../output/print-some.ts'
import type { Column } from '../output/table.ts'
import { addChangeCommand, addStoredCommands } from '../stored/stored-commands.ts'
import { addEndpointActions } from './endpoint-actions.ts'
import { type Endpoint, endpointFacts, stateText } from './endpoint-text.ts'

/** A new endpoint may bring its secret along; in place of another it must not. */
type Body = Schemas['NewEndpoint'] & Schemas['EndpointSettings']

const columns: Column<Endpoint>[] = [
  { head: 'ID', cell: ({ id }) => id },
  { head: 'NAME', cell: ({ name }) => plainText(name) },
  { head: 'ADDRESS', cell: ({ url }) => url },
  { head: 'DIALECT', cell: ({ dialect }) => dialect },
  { head: 'STATE', cell: stateText },
]

/** `endpoints`: who is told what happens. */
export const endpointsCommand: CliCommand = (program, context) => {
  const endpoints = program.command('endpoints').summary('webhook receivers: who is told')
  endpoints
    .command('ls')
    .summary('list webhook endpoints')
    .addOption(limitOption())
    .action(async ({ limit }: { limit: number }) => {
      const client = await context.connect()
      const whenEmpty = 'No endpoints.'
      await printSome(context.printer(), client.endpoints.all(), { limit, columns, whenEmpty })
    })
  const what = { word: 'endpoint' }
  const open = async () => ({ ...(await context.connect()).endpoints, facts: endpointFacts })
  addStoredCommands<Body, Endpoint>(endpoints, context, what, open)
  addChangeCommand<Schemas['EndpointChange'], Endpoint>(endpoints, context, what, open)
  addEndpointActions(endpoints, context)
}
