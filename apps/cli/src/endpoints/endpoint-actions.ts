import type { Schemas, Tapedeck } from '@tapedeck/client'
import type { Command } from 'commander'
import type { CliContext } from '../cli-command.ts'
import { parseSpan } from '../input/parse-span.ts'
import { type Endpoint, endpointFacts } from './endpoint-text.ts'

const msPerSecond = 1000
const dayMs = 24 * 3_600_000

/** Asks until the whole span was queued; an answer may end before it. */
const replayAll = async (
  client: Tapedeck,
  id: string,
  span: Schemas['ReplayToEndpoint'],
): Promise<number> => {
  let queued = 0
  let cursor: string | null = null
  do {
    const body: Schemas['ReplayToEndpoint'] = cursor === null ? span : { ...span, cursor }
    const answer = await client.endpoints.replay(id, body)
    queued += answer.queued
    cursor = answer.nextCursor
  } while (cursor !== null)
  return queued
}

/** Adds test, secret and replay below `endpoints`. */
export const addEndpointActions = (endpoints: Command, context: CliContext): void => {
  const handle = 'id of the endpoint'
  endpoints
    .command('test')
    .summary('send an endpoint the event endpoint.test; deliveries show what becomes of it')
    .argument('<id>', handle)
    .action(async (id: string) => {
      const client = await context.connect()
      const delivery = await client.endpoints.test(id)
      context.printer().line(delivery, () => `${delivery.id} ${delivery.state}`)
    })
  endpoints
    .command('secret')
    .summary('give an endpoint another secret and print it, this once')
    .argument('<id>', handle)
    .option('--overlap <span>', 'how long the former one signs beside it: 0s, 1h, 7d', parseSpan)
    .action(async (id: string, { overlap }: { overlap?: number }) => {
      const client = await context.connect()
      const body = overlap === undefined ? {} : { overlapSeconds: overlap / msPerSecond }
      context.printer().one<Endpoint>(await client.endpoints.renewSecret(id, body), endpointFacts)
    })
  endpoints
    .command('replay')
    .summary('send an endpoint what happened again, with the same event ids')
    .argument('<id>', handle)
    .option('--since <span>', 'from so long ago: 90s, 15m, 2h, 3d (1d)', parseSpan)
    .action(async (id: string, { since = dayMs }: { since?: number }) => {
      const client = await context.connect()
      const nowMs = context.clock()
      const [from, to] = [nowMs - since, nowMs].map((at) => new Date(at).toISOString())
      const queued = await replayAll(client, id, { from, to } as Schemas['ReplayToEndpoint'])
      context.printer().line({ id, queued }, () => `${id} is sent ${queued} events`)
    })
}
