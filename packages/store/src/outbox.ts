import { abandonRedis, keys, type RedisClient, runScript } from '@tapedeck/redis'
import { eventOfEntry } from './events.ts'
import type { OutboxEntry, OutboxStore } from './store.ts'
import type { StoreContext } from './store-context.ts'
import { maxOutboxEntries } from './write-recording.ts'

/** An event that belongs to no recording is put there once within a day. */
const toldTtlMs = 24 * 3_600_000
/** Consumers that hold nothing and did not read for an hour are forgotten. */
const forgottenAfterMs = 3_600_000

type StreamEntry = [entryId: string, fields: string[] | null]
type StreamReply = [stream: string, entries: StreamEntry[]][] | null

const toEntry = (entryId: string, fields: string[]): OutboxEntry => ({
  entryId,
  notifyUrl: fields[fields.indexOf('notifyUrl') + 1] || null,
  event: eventOfEntry(fields),
})

const createGroup = async (redis: RedisClient): Promise<void> => {
  try {
    await redis.xgroup('CREATE', keys.outbox, keys.outboxGroup, '0', 'MKSTREAM')
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('BUSYGROUP')) throw error
  }
  await runScript(
    redis,
    'tapedeckForgetConsumers',
    [keys.outbox],
    [keys.outboxGroup, forgottenAfterMs],
  )
}

const acknowledge = async (redis: RedisClient, entryIds: string[]): Promise<void> => {
  if (entryIds.length === 0) return
  await redis
    .multi()
    .xack(keys.outbox, keys.outboxGroup, ...entryIds)
    .xdel(keys.outbox, ...entryIds)
    .exec()
}

/** Entries that were trimmed while somebody held them have no fields any more; they are let go. */
const toEntries = async (redis: RedisClient, entries: StreamEntry[]): Promise<OutboxEntry[]> => {
  const gone = entries.filter(([, fields]) => fields === null).map(([entryId]) => entryId)
  await acknowledge(redis, gone)
  return entries.flatMap(([entryId, fields]) => (fields === null ? [] : [toEntry(entryId, fields)]))
}

const readOwn = async (
  redis: RedisClient,
  consumer: string,
  count: number,
): Promise<StreamEntry[]> => {
  const reply = (await redis.xreadgroup(
    'GROUP',
    keys.outboxGroup,
    consumer,
    'COUNT',
    count,
    'STREAMS',
    keys.outbox,
    '0',
  )) as StreamReply
  return reply?.[0]?.[1] ?? []
}

const claimIdle = async (
  redis: RedisClient,
  consumer: string,
  count: number,
  idleMs: number,
): Promise<StreamEntry[]> => {
  const { outbox, outboxGroup } = keys
  let start = '0-0'
  do {
    const reply = await redis.xautoclaim(
      outbox,
      outboxGroup,
      consumer,
      idleMs,
      start,
      'COUNT',
      count,
    )
    const [next, entries] = reply as [string, StreamEntry[], string[]]
    if (entries.length > 0) return entries
    start = next
  } while (start !== '0-0')
  return []
}

const readNew = async (
  blocking: RedisClient,
  consumer: string,
  count: number,
  blockMs: number,
): Promise<StreamEntry[]> => {
  const reply = (await blocking.xreadgroup(
    'GROUP',
    keys.outboxGroup,
    consumer,
    'COUNT',
    count,
    'BLOCK',
    Math.max(1, blockMs),
    'STREAMS',
    keys.outbox,
    '>',
  )) as StreamReply
  return reply?.[0]?.[1] ?? []
}

const isLostGroup = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('NOGROUP')

/** The outbox over one Redis stream with one consumer group. Waiting happens on a connection of its own. */
export const createOutbox = (
  { redis }: StoreContext,
  open: () => RedisClient,
): { outbox: OutboxStore; close(): Promise<void> } => {
  let blocking: RedisClient | null = null
  let hasGroup = false
  let isClosed = false

  const readOnce: OutboxStore['read'] = async (consumer, { count, blockMs, idleMs }) => {
    if (!hasGroup) await createGroup(redis)
    hasGroup = true
    const own = await toEntries(redis, await readOwn(redis, consumer, count))
    if (own.length > 0) return own
    const claimed = await toEntries(redis, await claimIdle(redis, consumer, count, idleMs))
    if (claimed.length > 0 || isClosed) return claimed
    blocking ??= open()
    return toEntries(redis, await readNew(blocking, consumer, count, blockMs))
  }
  const read: OutboxStore['read'] = async (consumer, options) => {
    try {
      return await readOnce(consumer, options)
    } catch (error) {
      if (isClosed) return []
      if (!isLostGroup(error)) throw error
      hasGroup = false
      return readOnce(consumer, options)
    }
  }
  return {
    outbox: {
      add: async (event, notifyUrl) => {
        await runScript(
          redis,
          'tapedeckAddEvent',
          [keys.outbox, keys.told(event.id)],
          [JSON.stringify(event), notifyUrl ?? '', maxOutboxEntries, toldTtlMs],
        )
      },
      read,
      acknowledge: (entryIds) => acknowledge(redis, entryIds),
      depth: () => redis.xlen(keys.outbox),
    },
    close: async () => {
      isClosed = true
      // Not politely: a blocked read answers QUIT only when its time is over.
      if (blocking !== null) abandonRedis(blocking)
    },
  }
}
