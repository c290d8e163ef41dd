import { keys } from '@tapedeck/redis'
import { decodeEntry, encodeEntry } from './retention-entries.ts'
import type { StoreContext } from './store-context.ts'
import type { RetentionStore } from './stream-stores.ts'

/** Objects that are to be removed from storage, over Redis. */
export const createRetention = ({ redis }: StoreContext): RetentionStore => ({
  put: async (entry) => {
    await redis
      .multi()
      .hset(keys.retention, entry.id, encodeEntry(entry))
      .zadd(keys.retentionDue, entry.dueAtMs, entry.id)
      .exec()
  },
  due: async (nowMs, limit) => {
    const index = keys.retentionDue
    const ids = await redis.zrange(index, '-inf', String(nowMs), 'BYSCORE', 'LIMIT', 0, limit)
    if (ids.length === 0) return []
    const texts = await redis.hmget(keys.retention, ...ids)
    return texts.flatMap((text) => (text === null ? [] : [decodeEntry(text)]))
  },
  remove: async (id) => {
    await redis.multi().hdel(keys.retention, id).zrem(keys.retentionDue, id).exec()
  },
  count: () => redis.zcard(keys.retentionDue),
})
