import type { Schemas } from '@tapedeck/client'
import { streamCommands } from '@tapedeck/domain'
import { Argument } from 'commander'
import type { CliCommand } from '../cli-command.ts'
import { limitOption } from '../input/limit-option.ts'
import { parseStreamName } from '../input/parse-stream-name.ts'
import { nothing, plainText, timeText } from '../output/figures.ts'
import { printSome } from '../output/print-some.ts'
import type { Column } from '../output/table.ts'

type Stream = Schemas['Stream']
type Name = Schemas['StreamName']
type ListOptions = { limit: number; live?: boolean; domain?: string }

const nameText = ({ stream: { domain, app, stream } }: Stream): string =>
  `${domain}/${app}/${stream}`

const recordingsText = ({ recordings }: Stream): string =>
  recordings.map(({ recordingId }) => recordingId).join(', ') || nothing

const columns: Column<Stream>[] = [
  { head: 'STREAM', cell: nameText },
  { head: 'PHASE', cell: ({ phase }) => phase },
  { head: 'LIVE', cell: ({ isLive }) => plainText(isLive) },
  { head: 'RULE', cell: ({ inForce }) => plainText(inForce?.ruleId) },
  { head: 'RECORDINGS', cell: recordingsText },
]

const facts = (stream: Stream): [string, string][] => [
  ['stream', nameText(stream)],
  ['phase', stream.phase],
  ['live since', timeText(stream.publication?.publishedAt)],
  ['codec', plainText(stream.publication?.codec)],
  ['rule', plainText(stream.inForce?.ruleId)],
  ['mode', plainText(stream.inForce?.mode)],
  ['not recorded', stream.skip === null ? nothing : `${stream.skip.reason}: ${stream.skip.detail}`],
  ...stream.recordings.map(({ recordingId, rendition, wish }): [string, string] => [
    rendition === null ? 'recording' : `recording of ${rendition}`,
    `${recordingId} (${wish})`,
  ]),
  ['due', timeText(stream.dueAt)],
]

/** `streams`: what is live, and commands to what records it. */
export const streamsCommand: CliCommand = (program, context) => {
  const streams = program.command('streams').summary('live streams, and commands to them')
  const name = () => new Argument('<stream>', 'domain/app/stream').argParser(parseStreamName)
  streams
    .command('ls')
    .summary('list streams that are live or were in the last day')
    .addOption(limitOption())
    .option('--live', 'only those that are published now')
    .option('--domain <domain>', 'only those of one domain')
    .action(async ({ limit, live, domain }: ListOptions) => {
      const client = await context.connect()
      const query = {
        ...(live === true ? { live: 'true' as const } : {}),
        ...(domain === undefined ? {} : { domain }),
      }
      const whenEmpty = 'No streams.'
      await printSome(context.printer(), client.streams.all(query), { limit, columns, whenEmpty })
    })
  streams
    .command('show')
    .summary('show a stream, and what is recorded of it')
    .addArgument(name())
    .action(async (stream: Name) => {
      const client = await context.connect()
      context.printer().one(await client.streams.get(stream), facts)
    })
  for (const command of streamCommands)
    streams
      .command(command.replaceAll('_', '-'))
      .summary(`give the command ${command} to a live stream`)
      .addArgument(name())
      .action(async (stream: Name) => {
        const client = await context.connect()
        context.printer().one(await client.streams.command(stream, command), facts)
      })
}
