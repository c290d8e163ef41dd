import type { RecordingEvent } from '@tapedeck/contracts'
import { keys } from '@tapedeck/redis'
import { checkedEntryId, eventOfEntry } from './event-log-entry.ts'
import type { EventStore } from './store.ts'
import type { StoreContext } from './store-context.ts'
import type { Subscriptions } from './subscriptions.ts'

/** Events of single recordings over Redis: the newest ten thousand of each. */
export const createEvents = (
  { redis }: StoreContext,
  subscriptions: Subscriptions,
): EventStore => ({
  list: async (recordingId, afterId, limit) => {
    const from = afterId === null ? '-' : `(${checkedEntryId(afterId, 'Last-Event-ID')}`
    const entries = await redis.xrange(keys.events(recordingId), from, '+', 'COUNT', limit)
    return entries.map(([entryId, fields]) => ({
      entryId,
      event: eventOfEntry(fields) as RecordingEvent,
    }))
  },
  watch: (recordingId, onNews) => subscriptions.add(keys.news(recordingId), () => onNews()),
})
