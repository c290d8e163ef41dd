import { type DeliveryReceiver, receiverIdOf } from '@tapedeck/domain'
import { abandonRedis, keys, type RedisClient, runScript } from '@tapedeck/redis'
import { readRoom } from './delivery-room.ts'
import { entryWrite } from './delivery-write.ts'
import { toLogEntry } from './event-log-entry.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import type { EventLogEntry, RelayStore } from './webhook-stores.ts'

const beginning = '0-0'
/** One step makes no more deliveries than this, or those of one entry, so that Redis is not held up. */
const maxDeliveriesPerStep = 1000
/** The depth is counted no further: each entry costs Redis a look. */
const maxDepth = 10_000

type RelayedEntry = { entry: EventLogEntry; receivers: DeliveryReceiver[] }
type Advanced = { lanes: string[]; missed: number }

/** Up to where deliveries were made. */
export const readCursor = async (redis: RedisClient): Promise<string> =>
  (await redis.hget(keys.relay, 'cursor')) ?? beginning

const inSteps = (entries: RelayedEntry[]): RelayedEntry[][] => {
  const steps: RelayedEntry[][] = []
  let step: RelayedEntry[] = []
  let deliveries = 0
  for (const relayed of entries) {
    if (step.length > 0 && deliveries + relayed.receivers.length > maxDeliveriesPerStep) {
      steps.push(step)
      step = []
      deliveries = 0
    }
    step.push(relayed)
    deliveries += relayed.receivers.length
  }
  return step.length === 0 ? steps : [...steps, step]
}

const advanceStep = async (
  context: StoreContext,
  cursor: string,
  next: string,
  step: RelayedEntry[],
): Promise<Advanced | null> => {
  const nowMs = context.clock()
  const told = step.flatMap(({ receivers }) => receivers.map(receiverIdOf))
  const hasRoom = await readRoom(context.redis, [...new Set(told)])
  const writes = step
    .filter(({ receivers }) => receivers.length > 0)
    .map(({ entry, receivers }) => entryWrite(entry, receivers, nowMs, hasRoom))
  const first = step[0]?.entry.entryId ?? next
  const nonce = newNonce(context)
  const args = [cursor, next, nonce, nowMs, JSON.stringify(writes), step.length, first]
  const relayAndLog = [keys.relay, keys.eventLog]
  const answer = await runScript(context.redis, 'tapedeckAdvanceRelay', relayAndLog, args)
  if (answer === null) return null
  const [missed, lanes] = answer as [number, string[]]
  return { lanes, missed }
}

/** See RelayStore.advance. When a later step loses the cursor, what the former ones found is still told. */
const advance = async (
  context: StoreContext,
  cursor: string,
  entries: RelayedEntry[],
): Promise<Advanced | null> => {
  const found = new Set<string>()
  let missed = 0
  let reached = cursor
  for (const step of inSteps(entries)) {
    const next = step.at(-1)?.entry.entryId ?? reached
    const advanced = await advanceStep(context, reached, next, step)
    if (advanced === null) return reached === cursor ? null : { lanes: [...found], missed }
    for (const lane of advanced.lanes) found.add(lane)
    missed += advanced.missed
    reached = next
  }
  return { lanes: [...found], missed }
}

const depth = async ({ redis }: StoreContext): Promise<number> => {
  const args = [await readCursor(redis), maxDepth]
  return (await runScript(redis, 'tapedeckCountEntries', [keys.eventLog], args)) as number
}

/** The relay over the event log. Waiting happens on a connection of its own. */
export const createRelay = (
  context: StoreContext,
  open: () => RedisClient,
): { relay: RelayStore; close(): Promise<void> } => {
  const { redis } = context
  let blocking: RedisClient | null = null
  let isClosed = false

  const readAfter = async (cursor: string, count: number, blockMs: number) => {
    const known = await redis.xrange(keys.eventLog, `(${cursor}`, '+', 'COUNT', count)
    if (known.length > 0 || isClosed) return known
    blocking ??= open()
    const reply = await blocking.xread(
      'COUNT',
      count,
      'BLOCK',
      Math.max(1, blockMs),
      'STREAMS',
      keys.eventLog,
      cursor,
    )
    return reply?.[0]?.[1] ?? []
  }
  return {
    relay: {
      lead: async (holder, ttlMs) =>
        (await runScript(redis, 'tapedeckLeadRelay', [keys.relayLead], [holder, ttlMs])) === 1,
      read: async ({ count, blockMs }) => {
        const cursor = await readCursor(redis)
        try {
          return { cursor, entries: (await readAfter(cursor, count, blockMs)).map(toLogEntry) }
        } catch (error) {
          if (isClosed) return { cursor, entries: [] }
          throw error
        }
      },
      advance: (cursor, entries) => advance(context, cursor, entries),
      depth: () => depth(context),
    },
    close: async () => {
      isClosed = true
      // Not politely: a blocked read answers QUIT only when its time is over.
      if (blocking !== null) abandonRedis(blocking)
    },
  }
}
