import type { Schemas } from '@tapedeck/client'
import { deliveryStates } from '@tapedeck/domain'
import type { CliCommand } from '../cli-command.ts'
import { limitOption } from '../input/limit-option.ts'
import { oneOf } from '../input/parse-option.ts'
import { durationText, plainText, timeText } from '../output/figures.ts'
import { printSome } from '../output/print-some.ts'
import type { Column } from '../output/table.ts'

type Delivery = Schemas['Delivery']
type WithAttempts = Schemas['DeliveryWithAttempts']
type ListOptions = {
  limit: number
  recording?: string
  endpoint?: string
  state?: Delivery['state']
}

const receiverText = ({ receiver }: Delivery): string =>
  receiver.kind === 'endpoint' ? receiver.endpointId : receiver.url

const columns: Column<Delivery>[] = [
  { head: 'ID', cell: ({ id }) => id },
  { head: 'EVENT', cell: ({ type }) => type },
  { head: 'RECORDING', cell: ({ recordingId }) => plainText(recordingId) },
  { head: 'RECEIVER', cell: receiverText },
  { head: 'STATE', cell: ({ state }) => state },
  { head: 'TRIES', cell: ({ attemptCount }) => String(attemptCount) },
  { head: 'LAST', cell: ({ lastAttempt }) => plainText(lastAttempt?.detail) },
]

const attemptText = ({ at, status, latencyMs, detail }: WithAttempts['attempts'][number]) =>
  `${timeText(at)}  ${plainText(status)}  ${durationText(latencyMs)}  ${detail}`

const facts = (delivery: WithAttempts): [string, string][] => [
  ['id', delivery.id],
  ['event', `${delivery.type} ${delivery.eventId}`],
  ['recording', plainText(delivery.recordingId)],
  ['receiver', receiverText(delivery)],
  ['state', delivery.state],
  ['given up', plainText(delivery.deadReason)],
  ['tries', String(delivery.attemptCount)],
  ['replays', String(delivery.replays)],
  ['created', timeText(delivery.createdAt)],
  ['next try', timeText(delivery.nextAttemptAt)],
  ['ended', timeText(delivery.endedAt)],
  ...delivery.attempts.map((attempt): [string, string] => ['try', attemptText(attempt)]),
]

/** `deliveries`: what receivers were told, and telling them again. */
export const deliveriesCommand: CliCommand = (program, context) => {
  const deliveries = program.command('deliveries').summary('what webhook receivers were told')
  deliveries
    .command('ls')
    .summary('list deliveries, newest first')
    .addOption(limitOption())
    .option('--recording <id>', 'only those of one recording')
    .option('--endpoint <id>', 'only those to one endpoint')
    .option('--state <state>', 'only those in this state', oneOf(deliveryStates))
    .action(async ({ limit, recording, endpoint, state }: ListOptions) => {
      const client = await context.connect()
      const query = {
        ...(recording === undefined ? {} : { recordingId: recording }),
        ...(endpoint === undefined ? {} : { endpointId: endpoint }),
        ...(state === undefined ? {} : { state }),
      }
      await printSome(context.printer(), client.deliveries.all(query), {
        limit,
        columns,
        whenEmpty: 'No deliveries.',
      })
    })
  deliveries
    .command('show')
    .summary('show a delivery with what became of each try')
    .argument('<id>', 'id of the delivery')
    .action(async (id: string) => {
      const client = await context.connect()
      context.printer().one(await client.deliveries.get(id), facts)
    })
  deliveries
    .command('replay')
    .summary('send events to their receivers again, with the same event ids')
    .argument('<id...>', 'ids of the deliveries')
    .action(async (ids: string[]) => {
      const client = await context.connect()
      for (const id of ids)
        context.printer().line(await client.deliveries.replay(id), ({ state }) => `${id} ${state}`)
    })
}
