import { keys, runScript } from '@tapedeck/redis'
import { decodeEntry, encodeEntry } from './retention-entries.ts'
import { storagesOfRetained } from './storage-users.ts'
import type { StoreContext } from './store-context.ts'
import type { RetentionStore } from './stream-stores.ts'

const keysOf = (id: string): string[] => [
  keys.retention,
  keys.retentionDue,
  keys.retainedThumbnails(id),
]

/** Objects that are to be removed from storage, over Redis. */
export const createRetention = ({ redis }: StoreContext): RetentionStore => ({
  put: async (entry) => {
    const { id, dueAtMs, storage } = entry
    const args = [id, encodeEntry(entry), dueAtMs, storagesOfRetained(id, storage)]
    await runScript(redis, 'tapedeckWriteRetained', keysOf(id), args)
  },
  due: async (nowMs, limit) => {
    const index = keys.retentionDue
    const ids = await redis.zrange(index, '-inf', String(nowMs), 'BYSCORE', 'LIMIT', 0, limit)
    if (ids.length === 0) return []
    const texts = await redis.hmget(keys.retention, ...ids)
    return texts.flatMap((text) => (text === null ? [] : [decodeEntry(text)]))
  },
  remove: async (id) => {
    const args = [id, '', '', storagesOfRetained(id, null)]
    await runScript(redis, 'tapedeckWriteRetained', keysOf(id), args)
  },
  count: () => redis.zcard(keys.retentionDue),
})
