import { isBefore } from '@tapedeck/contracts'
import { keys, runScript } from '@tapedeck/redis'
import {
  checkedEntryId,
  contextFields,
  logKeptMs,
  maxLogEntries,
  toLogEntry,
} from './event-log-entry.ts'
import { readCursor } from './relay.ts'
import type { StoreContext } from './store-context.ts'
import type { Subscriptions } from './subscriptions.ts'
import type { EventLogStore } from './webhook-stores.ts'

/** An event that belongs to no recording is put there once within a day. */
const toldTtlMs = 24 * 3_600_000

const after = (afterId: string | null): string =>
  afterId === null ? '-' : `(${checkedEntryId(afterId, 'cursor')}`

const laterStart = (fromMs: number, afterId: string | null): string => {
  const from = String(Math.max(0, fromMs))
  if (afterId === null) return from
  return isBefore(checkedEntryId(afterId, 'cursor'), from) ? from : `(${afterId}`
}

/** Takes away what is older than it is kept; what was not relayed yet stays. */
const trim = async ({ redis }: StoreContext, nowMs: number): Promise<number> => {
  const oldest = `${Math.max(0, nowMs - logKeptMs)}-0`
  const cursor = await readCursor(redis)
  const first = isBefore(cursor, oldest) ? cursor : oldest
  return redis.xtrim(keys.eventLog, 'MINID', '=', first)
}

/** The ordered log of all events over one Redis stream. */
export const createEventLog = (
  context: StoreContext,
  subscriptions: Subscriptions,
): EventLogStore => {
  const { redis } = context
  return {
    add: async (event, eventContext) => {
      const fields = contextFields(eventContext)
      await runScript(
        redis,
        'tapedeckAddEvent',
        [keys.eventLog, keys.told(event.id)],
        [
          JSON.stringify(event),
          fields.notifyUrl,
          fields.context,
          maxLogEntries,
          toldTtlMs,
          keys.eventLogNews,
        ],
      )
    },
    list: async (afterId, limit) => {
      const entries = await redis.xrange(keys.eventLog, after(afterId), '+', 'COUNT', limit)
      return entries.map(toLogEntry)
    },
    between: async ({ fromMs, toMs }, afterId, limit) => {
      if (toMs < 0) return []
      const from = laterStart(fromMs, afterId)
      const entries = await redis.xrange(keys.eventLog, from, String(toMs), 'COUNT', limit)
      return entries.map(toLogEntry)
    },
    watch: (onNews) => subscriptions.add(keys.eventLogNews, () => onNews()),
    trim: (nowMs) => trim(context, nowMs),
  }
}
