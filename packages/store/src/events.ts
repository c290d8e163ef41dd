import { type RecordingEvent, TapedeckError, type TapedeckEvent } from '@tapedeck/contracts'
import { keys } from '@tapedeck/redis'
import type { EventStore } from './store.ts'
import type { StoreContext } from './store-context.ts'
import type { Subscriptions } from './subscriptions.ts'

const entryIdPattern = /^\d{1,19}(-\d{1,19})?$/

/** The event in one entry of a stream. */
export const eventOfEntry = (fields: string[]): TapedeckEvent =>
  JSON.parse(fields[fields.indexOf('event') + 1] ?? '') as TapedeckEvent

const checkEntryId = (entryId: string): string => {
  if (entryIdPattern.test(entryId)) return entryId
  throw new TapedeckError('INPUT_INVALID', {
    detail: 'Last-Event-ID: is not one of this stream',
    problems: [{ field: 'Last-Event-ID', message: 'is not one of this stream' }],
  })
}

/** Events of single recordings over Redis: the newest ten thousand of each. */
export const createEvents = (
  { redis }: StoreContext,
  subscriptions: Subscriptions,
): EventStore => ({
  list: async (recordingId, afterId, limit) => {
    const from = afterId === null ? '-' : `(${checkEntryId(afterId)}`
    const entries = await redis.xrange(keys.events(recordingId), from, '+', 'COUNT', limit)
    return entries.map(([entryId, fields]) => ({
      entryId,
      event: eventOfEntry(fields) as RecordingEvent,
    }))
  },
  watch: (recordingId, onNews) => subscriptions.add(keys.news(recordingId), () => onNews()),
})
