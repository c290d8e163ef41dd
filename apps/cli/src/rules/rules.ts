import type { Schemas } from '@tapedeck/client'
import type { CliCommand } from '../cli-command.ts'
import { limitOption } from '../input/limit-option.ts'
import { parseStreamName } from '../input/parse-stream-name.ts'
import { nothing, plainText, timeText } from '../output/figures.ts'
import { printSome } from '../output/print-some.ts'
import type { Column } from '../output/table.ts'
import { addChangeCommand, addStoredCommands } from '../stored/stored-commands.ts'

type Rule = Schemas['Rule']
type Match = Schemas['RuleMatch']

const patternText = ({ domain, app, stream }: Pick<Rule, 'domain' | 'app' | 'stream'>): string =>
  `${domain}/${app}/${stream}`

const templateText = ({ templateId, template }: Rule): string =>
  templateId ?? template?.name ?? nothing

const columns: Column<Rule>[] = [
  { head: 'ID', cell: ({ id }) => id },
  { head: 'STREAMS', cell: patternText },
  { head: 'MODE', cell: ({ mode }) => mode },
  { head: 'TEMPLATE', cell: templateText },
  { head: 'ENABLED', cell: ({ isEnabled }) => plainText(isEnabled) },
  { head: 'RECORDS', cell: ({ isExecuting }) => plainText(isExecuting) },
]

const facts = (rule: Rule): [string, string][] => [
  ['id', rule.id],
  ['streams', patternText(rule)],
  ['mode', rule.mode],
  ['template', templateText(rule)],
  ['from', timeText(rule.window.start)],
  ['until', timeText(rule.window.end)],
  ['delay', rule.delaySeconds === null ? nothing : `${rule.delaySeconds} s`],
  ['enabled', plainText(rule.isEnabled)],
  ['records now', plainText(rule.isExecuting)],
  ['updated', timeText(rule.updatedAt)],
]

const matchFacts = ({ stream, winner, reason, matches }: Match): [string, string][] => [
  ['stream', patternText(stream)],
  ['wins', plainText(winner)],
  ['because', reason],
  ...matches.map(({ level, rule }): [string, string] => [
    `matches (${level})`,
    `${rule.id} ${patternText(rule)}`,
  ]),
]

/** `rules`: which streams are recorded, and when. */
export const rulesCommand: CliCommand = (program, context) => {
  const rules = program.command('rules').summary('which streams are recorded, and when')
  rules
    .command('ls')
    .summary('list rules')
    .addOption(limitOption())
    .action(async ({ limit }: { limit: number }) => {
      const client = await context.connect()
      const whenEmpty = 'No rules.'
      await printSome(context.printer(), client.rules.all(), { limit, columns, whenEmpty })
    })
  rules
    .command('match')
    .summary('tell which rule would win for a stream, and why')
    .argument('<stream>', 'domain/app/stream', parseStreamName)
    .action(async (stream: Schemas['StreamName']) => {
      const client = await context.connect()
      context.printer().one(await client.rules.match(stream), matchFacts)
    })
  const what = { word: 'rule' }
  const open = async () => ({ ...(await context.connect()).rules, facts })
  addStoredCommands<Schemas['NewRule'], Rule>(rules, context, what, open)
  addChangeCommand<Schemas['RuleChange'], Rule>(rules, context, what, open)
}
