import type { Schemas } from '@tapedeck/client'
import type { CliCommand } from '../cli-command.ts'
import { limitOption } from '../input/limit-option.ts'
import { nothing, plainText, timeText } from '../output/figures.ts'
import { printSome } from '../output/print-some.ts'
import type { Column } from '../output/table.ts'
import { addStoredCommands } from '../stored/stored-commands.ts'

type Storage = Schemas['RegisteredStorage']
/** A new storage has its name and its secret in it; in place of another it needs neither. */
type Body = Schemas['NewStorage'] & Schemas['StorageSettings']

const columns: Column<Storage>[] = [
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'ENDPOINT', cell: ({ endpoint }) => endpoint },
  { head: 'BUCKET', cell: ({ bucket }) => plainText(bucket) },
  { head: 'KEY', cell: ({ accessKeyId }) => accessKeyId },
  { head: 'UPDATED', cell: ({ updatedAt }) => timeText(updatedAt) },
]

const facts = (storage: Storage): [string, string][] => [
  ['name', storage.name],
  ['endpoint', storage.endpoint],
  ['region', storage.region],
  ['path style', plainText(storage.forcePathStyle)],
  ['bucket', plainText(storage.bucket)],
  ['key', storage.accessKeyId],
  ['aliases', storage.aliases.join(', ') || nothing],
  ['created', timeText(storage.createdAt)],
  ['updated', timeText(storage.updatedAt)],
]

/** Its settings as they are; the secret stays. */
const settingsOf = (storage: Storage): Schemas['StorageSettings'] => {
  const { endpoint, region, forcePathStyle, accessKeyId, bucket, aliases } = storage
  const settings = { endpoint, region, forcePathStyle, accessKeyId, aliases }
  return bucket === null ? settings : { ...settings, bucket }
}

/** `storages`: S3 storages besides the configured one. */
export const storagesCommand: CliCommand = (program, context) => {
  const storages = program
    .command('storages')
    .summary('S3 storages besides the configured one')
    .option('--no-check', 'store it untried: nothing is written into its bucket first')
  storages
    .command('ls')
    .summary('list registered storages')
    .addOption(limitOption())
    .action(async ({ limit }: { limit: number }) => {
      const client = await context.connect()
      const whenEmpty = 'No storages besides the configured one.'
      await printSome(context.printer(), client.storages.all(), { limit, columns, whenEmpty })
    })
  const what = { word: 'storage', handle: 'name' }
  addStoredCommands<Body, Storage>(storages, context, what, async () => {
    const kind = (await context.connect()).storages
    const trial = storages.opts<{ check: boolean }>()
    return {
      ...kind,
      create: (body) => kind.create(body, trial),
      replace: (name, body) => kind.replace(name, body, trial),
      facts,
    }
  })
  storages
    .command('try')
    .summary('write a small object into the bucket of a storage, and remove it')
    .argument('<name>', 'name of the storage')
    .action(async (name: string) => {
      const { storages: kind } = await context.connect()
      const storage = await kind.get(name)
      // storing what is there already tries it
      await kind.replace(name, settingsOf(storage))
      const isTried = storage.bucket !== null
      const told = isTried ? 'takes objects' : 'has no bucket of its own to write into'
      context.printer().line({ name, isTried }, () => `${name} ${told}`)
    })
}
