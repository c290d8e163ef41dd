import type { Schemas } from '@tapedeck/client'
import type { CliCommand } from '../cli-command.ts'
import { limitOption } from '../input/limit-option.ts'
import { nothing, plainText, timeText } from '../output/figures.ts'
import { printSome } from '../output/print-some.ts'
import type { Column } from '../output/table.ts'
import { addChangeCommand, addStoredCommands } from '../stored/stored-commands.ts'

type Template = Schemas['Template']

const outputText = ({ name, format, cycleSeconds }: Template['formats'][number]): string =>
  `${name === format ? name : `${name} (${format})`} ${cycleSeconds} s`

const outputsText = ({ formats }: Template): string => formats.map(outputText).join(', ')

const columns: Column<Template>[] = [
  { head: 'ID', cell: ({ id }) => id },
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'OUTPUTS', cell: outputsText },
  { head: 'UPDATED', cell: ({ updatedAt }) => timeText(updatedAt) },
]

const facts = (template: Template): [string, string][] => [
  ['id', template.id],
  ['name', template.name],
  ['outputs', outputsText(template)],
  ...template.formats.map(({ name, objectPattern }): [string, string] => [
    `pattern of ${name}`,
    objectPattern,
  ]),
  ['waits', `${template.waitSeconds} s for the stream`],
  ['merge window', `${template.mergeWindowSeconds} s`],
  ['storage', template.storage?.type ?? nothing],
  ['renditions', template.renditions?.profiles.map(({ name }) => name).join(', ') ?? nothing],
  ['tells', plainText(template.notifyUrl)],
  ['tags', template.tags.join(', ') || nothing],
  ['created', timeText(template.createdAt)],
  ['updated', timeText(template.updatedAt)],
]

/** `templates`: how to record. */
export const templatesCommand: CliCommand = (program, context) => {
  const templates = program.command('templates').summary('how streams are recorded')
  templates
    .command('ls')
    .summary('list templates')
    .addOption(limitOption())
    .action(async ({ limit }: { limit: number }) => {
      const client = await context.connect()
      const whenEmpty = 'No templates.'
      await printSome(context.printer(), client.templates.all(), { limit, columns, whenEmpty })
    })
  const what = { word: 'template' }
  const open = async () => ({ ...(await context.connect()).templates, facts })
  addStoredCommands<Schemas['NewTemplate'], Template>(templates, context, what, open)
  addChangeCommand<Schemas['TemplateChange'], Template>(templates, context, what, open)
}
