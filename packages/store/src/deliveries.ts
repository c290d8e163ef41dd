import {
  type Delivery,
  deliveryIdOf,
  deliveryLimits,
  replayedDelivery,
  steppedDelivery,
} from '@tapedeck/domain'
import { idOfMember, keys, type RedisClient, runScript } from '@tapedeck/redis'
import { entryWrite } from './delivery-write.ts'
import { decodeMember } from './page-cursor.ts'
import { scanPage } from './scan-index.ts'
import type { Page } from './store.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import type {
  DeliveryFilter,
  DeliveryStore,
  LaneDelivery,
  SettleRequest,
  TakenDelivery,
  TakeResult,
} from './webhook-stores.ts'
import { untilNotRaced } from './write-recording.ts'

type KnownDelivery = { delivery: Delivery; text: string }
type TakeReply =
  | ['taken', record: string, event: string, context: string, failures: number]
  | ['empty']
  | ['waiting', untilMs: number]

const parse = (text: string): Delivery => JSON.parse(text) as Delivery

const readDelivery = async ({ redis }: StoreContext, id: string): Promise<KnownDelivery | null> => {
  const text = await redis.hget(keys.delivery(id), 'record')
  return text === null ? null : { delivery: parse(text), text }
}

const readRecords = (redis: RedisClient, ids: string[]): Promise<(Delivery | null)[]> =>
  Promise.all(
    ids.map(async (id) => {
      const text = await redis.hget(keys.delivery(id), 'record')
      return text === null ? null : parse(text)
    }),
  )

const take = async (
  { redis, clock }: StoreContext,
  lane: string,
  holder: string,
  lockMs: number,
): Promise<TakeResult> => {
  const args = [lane, holder, lockMs, clock()]
  const reply = (await runScript(redis, 'tapedeckTakeLane', [], args)) as TakeReply
  if (reply[0] === 'empty') return { outcome: 'empty' }
  if (reply[0] === 'waiting') return { outcome: 'waiting', untilMs: reply[1] }
  const [, record, event, context, failures] = reply
  const taken: TakenDelivery = {
    delivery: parse(record),
    event: JSON.parse(event) as TakenDelivery['event'],
    context: JSON.parse(context) as TakenDelivery['context'],
    failures,
  }
  return { outcome: 'taken', taken }
}

const readInLane = async (redis: RedisClient, id: string): Promise<LaneDelivery | null> => {
  const [record, eventId] = await redis.hmget(keys.delivery(id), 'record', 'event')
  const told = await redis.hmget(keys.deliveryEvent(eventId ?? ''), 'event', 'context')
  if (record == null || told[0] == null || told[1] == null) return null
  return {
    delivery: parse(record),
    event: JSON.parse(told[0]) as LaneDelivery['event'],
    context: JSON.parse(told[1]) as LaneDelivery['context'],
  }
}

/** Not one step with the taking: of a lane that is held only its holder takes something out. */
const following = async (
  { redis }: StoreContext,
  { id, lane, type }: Delivery,
  limit: number,
): Promise<LaneDelivery[]> => {
  const [first, ...ids] = await redis.lrange(keys.laneQueue(lane), 0, limit)
  if (first !== id) return []
  const found = await Promise.all(ids.map((other) => readInLane(redis, other)))
  const end = found.findIndex((other) => other?.delivery.type !== type)
  return (end === -1 ? found : found.slice(0, end)).filter((other) => other !== null)
}

const readAll = async (context: StoreContext, ids: string[]): Promise<KnownDelivery[] | null> => {
  const known = await Promise.all(ids.map((id) => readDelivery(context, id)))
  const found = known.filter((delivery) => delivery !== null)
  return found.length === ids.length ? found : null
}

const settle = (
  context: StoreContext,
  { lane, holder, deliveryId, mergedIds = [], attempt, outcome }: SettleRequest,
): ReturnType<DeliveryStore['settle']> => {
  const nonce = newNonce(context)
  return untilNotRaced(async () => {
    const known = await readAll(context, [deliveryId, ...mergedIds])
    if (known === null) return 'stale'
    const nowMs = context.clock()
    const retryAtMs = outcome.state === 'pending' ? outcome.retryAtMs : ''
    const writes = known.flatMap(({ delivery, text }) => {
      const next = steppedDelivery(delivery, attempt, outcome, nowMs)
      return [delivery.id, text, JSON.stringify(next)]
    })
    const args = [lane, holder, outcome.state, retryAtMs, nowMs, nonce, ...writes]
    const answer = await runScript(context.redis, 'tapedeckSettleDelivery', [], args)
    return answer as 'next' | 'empty' | 'waiting' | 'stale' | 'raced'
  })
}

const replay = (context: StoreContext, id: string): ReturnType<DeliveryStore['replay']> =>
  untilNotRaced(async () => {
    const known = await readDelivery(context, id)
    if (known === null) return { outcome: 'missing' }
    if (known.delivery.state === 'pending') return { outcome: 'pending' }
    const nowMs = context.clock()
    const delivery = replayedDelivery(known.delivery, nowMs)
    const args = [id, known.text, JSON.stringify(delivery), nowMs]
    const outcome = await runScript(context.redis, 'tapedeckReplayDelivery', [], args)
    if (outcome === 'raced') return outcome
    return outcome === 'queued' ? { outcome, delivery } : { outcome: 'missing' }
  })

const send = (
  context: StoreContext,
  entry: Parameters<DeliveryStore['send']>[0],
  receiver: Parameters<DeliveryStore['send']>[1],
): Promise<Delivery> =>
  untilNotRaced(async () => {
    const id = deliveryIdOf(entry.event.id, receiver)
    const replayed = await replay(context, id)
    if (replayed.outcome === 'queued') return replayed.delivery
    if (replayed.outcome === 'missing') {
      const nowMs = context.clock()
      const write = JSON.stringify(entryWrite(entry, [receiver], nowMs))
      await runScript(context.redis, 'tapedeckSendDelivery', [], [nowMs, write])
    }
    // Gone when it was sent and forgotten in this very moment: then it is made again.
    return (await readDelivery(context, id))?.delivery ?? 'raced'
  })

/** The index with the fewest entries beside those that are asked for. */
const indexOf = ({ recordingId, endpointId, state }: DeliveryFilter): string => {
  if (recordingId !== null) return keys.deliveriesOfRecording(recordingId)
  if (endpointId !== null) return keys.deliveriesOfEndpoint(endpointId)
  return state === null ? keys.deliveries : keys.deliveriesInState(state)
}

const matchesFilter =
  ({ recordingId, endpointId, state }: DeliveryFilter) =>
  (delivery: Delivery): boolean =>
    (recordingId === null || delivery.recordingId === recordingId) &&
    (endpointId === null ||
      (delivery.receiver.kind === 'endpoint' && delivery.receiver.endpointId === endpointId)) &&
    (state === null || delivery.state === state)

const list = (
  { redis }: StoreContext,
  filter: DeliveryFilter,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<Page<Delivery>> =>
  scanPage(redis, {
    index: indexOf(filter),
    order: 'descending',
    min: '-',
    max: '+',
    after: decodeMember(cursor),
    limit,
    matches: matchesFilter(filter),
    read: (members) => readRecords(redis, members.map(idOfMember)),
  })

/** Deliveries in their lanes over Redis. */
export const createDeliveries = (context: StoreContext): DeliveryStore => {
  const { redis, clock } = context
  return {
    take: (lane, holder, lockMs) => take(context, lane, holder, lockMs),
    following: (taken, limit) => following(context, taken, limit),
    settle: (request) => settle(context, request),
    release: async (lane, holder, untilMs) => {
      await runScript(redis, 'tapedeckReleaseLane', [], [lane, holder, untilMs])
    },
    overdue: async (graceMs, limit) => {
      const args = [clock(), graceMs, limit]
      return (await runScript(redis, 'tapedeckOverdueLanes', [keys.lanes], args)) as string[]
    },
    get: async (id) => (await readDelivery(context, id))?.delivery ?? null,
    list: (filter, page) => list(context, filter, page),
    replay: (id) => replay(context, id),
    send: (entry, receiver) => send(context, entry, receiver),
    sweep: async (limit) => {
      const args = [clock() - deliveryLimits.keptMs, deliveryLimits.kept, limit]
      return (await runScript(redis, 'tapedeckSweepDeliveries', [], args)) as number
    },
    counts: async () => {
      const [pending, dead, lanes] = await Promise.all([
        redis.zcard(keys.deliveriesInState('pending')),
        redis.zcard(keys.deliveriesInState('dead')),
        redis.zcard(keys.lanes),
      ])
      return { pending, dead, lanes }
    },
  }
}
