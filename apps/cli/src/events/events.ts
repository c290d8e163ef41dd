import type { LoggedEvent, Tapedeck } from '@tapedeck/client'
import { notifiableKinds } from '@tapedeck/domain'
import type { CliCommand, CliContext } from '../cli-command.ts'
import { limitOption } from '../input/limit-option.ts'
import { wordsOf } from '../input/parse-option.ts'
import { parseSpan } from '../input/parse-span.ts'
import { takeSome } from '../input/take-some.ts'
import { eventLine } from './event-line.ts'
import { recordingEvents } from './recording-events.ts'

type Kind = (typeof notifiableKinds)[number]
type Options = {
  limit: number
  follow?: boolean
  kind?: Kind[]
  since?: number
  recording?: string
}

const dayMs = 24 * 3_600_000

/** Events of the log that are there now. */
async function* logged(
  client: Tapedeck,
  from: { cursor: string; kinds: Kind[] | undefined },
): AsyncGenerator<LoggedEvent, void, void> {
  let { cursor } = from
  for (;;) {
    const page = await client.events.list({
      cursor,
      limit: 500,
      ...(from.kinds === undefined ? {} : { kinds: from.kinds }),
    })
    yield* page.items
    // a page may hold none of the asked kinds and yet not be the last
    if (page.nextCursor === cursor) return
    cursor = page.nextCursor
  }
}

async function* followed(
  client: Tapedeck,
  context: CliContext,
  from: { cursor: string; kinds: Kind[] | undefined },
): AsyncGenerator<LoggedEvent, void, void> {
  const onConnection = (state: 'open' | 'broken'): void => {
    if (state === 'broken') context.terminal.err('The API does not answer; it is asked again.\n')
  }
  for await (const { event, hasMissed } of client.events.follow({ ...from, onConnection })) {
    if (hasMissed) context.terminal.err('Events before this one are no longer kept.\n')
    yield event
  }
}

/** Of one recording the API tells all; what was not asked for must not count towards a limit. */
async function* onlyWanted(
  events: AsyncIterable<LoggedEvent>,
  isWanted: (event: LoggedEvent) => boolean,
): AsyncGenerator<LoggedEvent, void, void> {
  for await (const event of events) if (isWanted(event)) yield event
}

const sourceOf = (
  client: Tapedeck,
  context: CliContext,
  { follow, kind, since, recording }: Options,
): AsyncIterable<LoggedEvent> => {
  if (recording !== undefined) {
    const fromMs = since === undefined ? 0 : context.clock() - since
    return onlyWanted(
      recordingEvents(client, recording, follow === true),
      ({ type, occurredAt }) => (kind?.includes(type) ?? true) && Date.parse(occurredAt) >= fromMs,
    )
  }
  const spanMs = since ?? (follow === true ? 0 : dayMs)
  const from = { cursor: String(context.clock() - spanMs), kinds: kind }
  return follow === true ? followed(client, context, from) : logged(client, from)
}

const showEvents = async (context: CliContext, options: Options): Promise<void> => {
  const client = await context.connect()
  const printer = context.printer()
  const source = sourceOf(client, context, options)
  if (options.follow === true) {
    for await (const event of source) printer.line(event, eventLine)
    return
  }
  const { items, hasMore } = await takeSome(source, options.limit)
  for (const event of items) printer.line(event, eventLine)
  if (hasMore) printer.warn(`There are more: --limit ${options.limit * 2} shows more of them.`)
}

/** `events`: what happened, and with --follow what happens. */
export const eventsCommand: CliCommand = (program, context) => {
  program
    .command('events')
    .summary('what happened, one event a line, oldest first')
    .addOption(limitOption())
    .option('--follow', 'go on with what happens, until Ctrl-C')
    .option(
      '--since <span>',
      'from so long ago: 90s, 15m, 2h, 3d (1d; of one recording all)',
      parseSpan,
    )
    .option('--kind <kinds>', 'only these, such as file.created', wordsOf(notifiableKinds))
    .option('--recording <id>', 'only those of one recording; --follow ends with it')
    .action((options: Options) => showEvents(context, options))
}
