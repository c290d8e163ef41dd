import type { Schemas } from '@tapedeck/client'
import type { CliCommand } from '../cli-command.ts'
import { oneOf } from '../input/parse-option.ts'
import { timeText } from '../output/figures.ts'
import type { Column } from '../output/table.ts'

type ApiKey = Schemas['ApiKey']
type Scope = ApiKey['scope']

const columns: Column<ApiKey>[] = [
  { head: 'ID', cell: ({ id }) => id },
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'SCOPE', cell: ({ scope }) => scope },
  { head: 'CREATED', cell: ({ createdAt }) => timeText(createdAt) },
]

/** `keys`: who may ask this API. */
export const keysCommand: CliCommand = (program, context) => {
  const command = program.command('keys').summary('keys of the API')
  command
    .command('ls')
    .summary('list all keys; the keys themselves are not kept')
    .action(async () => {
      const client = await context.connect()
      const keys: ApiKey[] = []
      for await (const key of client.apiKeys.all()) keys.push(key)
      context.printer().many(keys, columns, "No keys besides the first administrator's.")
    })
  command
    .command('create')
    .summary('make a key and print it, this once')
    .argument('<name>', 'who uses it')
    .option('--scope <scope>', 'read or admin', oneOf<Scope>(['read', 'admin']), 'read' as Scope)
    .action(async (name: string, { scope }: { scope: Scope }) => {
      const client = await context.connect()
      const made = await client.apiKeys.create({ name, scope })
      const printer = context.printer()
      printer.note(`Key ${made.id} (${made.scope}). It is not shown again:`)
      printer.line(made, ({ key }) => key)
    })
  command
    .command('rm')
    .summary('delete a key; who uses it is refused from now on')
    .argument('<id>', 'id of the key')
    .action(async (id: string) => {
      const client = await context.connect()
      await client.apiKeys.remove(id)
      context.printer().note(`${id} removed`)
    })
}
