import type { Command } from 'commander'
import type { CliContext } from '../cli-command.ts'
import { readBody } from '../input/read-body.ts'

/** One kind of thing that users store in the service: how the API reads and writes it, and how it is shown. */
export type Stored<Body extends object, View extends object> = {
  facts: (view: View) => [string, string][]
  get: (id: string) => Promise<View>
  create: (body: Body) => Promise<View>
  replace: (id: string, body: Body) => Promise<View>
  remove: (id: string) => Promise<void>
}

/** What names a kind for people. */
type Word = { word: string; handle?: string }

const fileHelp = 'file of YAML or JSON; - reads it from the input'

/**
 * Adds show, create, replace and rm below the command of a kind.
 * @param what "template", and what one is called by
 * @param open the kind, once the API is known
 */
export const addStoredCommands = <Body extends object, View extends object>(
  parent: Command,
  context: CliContext,
  what: Word,
  open: () => Promise<Stored<Body, View>>,
): void => {
  const { word, handle = 'id' } = what
  const id = `${handle} of the ${word}`
  parent
    .command('show')
    .summary(`show a ${word}`)
    .argument('<id>', id)
    .action(async (name: string) => {
      const { get, facts } = await open()
      context.printer().one(await get(name), facts)
    })
  parent
    .command('create')
    .summary(`store a new ${word}`)
    .argument('<file>', fileHelp)
    .action(async (file: string) => {
      const { create, facts } = await open()
      context.printer().one(await create(await readBody<Body>(context, file)), facts)
    })
  parent
    .command('replace')
    .summary(`store a ${word} in place of another`)
    .argument('<id>', id)
    .argument('<file>', fileHelp)
    .action(async (name: string, file: string) => {
      const { replace, facts } = await open()
      context.printer().one(await replace(name, await readBody<Body>(context, file)), facts)
    })
  parent
    .command('rm')
    .summary(`delete a ${word}`)
    .argument('<id>', id)
    .action(async (name: string) => {
      const { remove } = await open()
      await remove(name)
      context.printer().note(`${name} removed`)
    })
}

/** Adds change below the command of a kind: what the file does not name stays, secrets that are not shown included. */
export const addChangeCommand = <Change extends object, View extends object>(
  parent: Command,
  context: CliContext,
  { word, handle = 'id' }: Word,
  open: () => Promise<{
    change: (id: string, body: Change) => Promise<View>
    facts: (view: View) => [string, string][]
  }>,
): void => {
  parent
    .command('change')
    .summary(`change some settings of a ${word}; the rest stays`)
    .argument('<id>', `${handle} of the ${word}`)
    .argument('<file>', fileHelp)
    .action(async (name: string, file: string) => {
      const { change, facts } = await open()
      context.printer().one(await change(name, await readBody<Change>(context, file)), facts)
    })
}
