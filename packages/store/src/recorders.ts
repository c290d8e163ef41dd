import { keys } from '@tapedeck/redis'
import type { RecorderPresence, RecorderStore } from './store.ts'
import type { StoreContext } from './store-context.ts'

/** Signs of life over Redis. A recorder that stopped giving them leaves the list. */
export const createRecorders = ({ redis }: StoreContext): RecorderStore => ({
  put: async (presence, ttlMs) => {
    const { recorderId } = presence
    await redis
      .multi()
      .set(keys.recorder(recorderId), JSON.stringify(presence), 'PX', ttlMs)
      .sadd(keys.recorders, recorderId)
      .exec()
  },
  list: async () => {
    const ids = (await redis.smembers(keys.recorders)).toSorted()
    if (ids.length === 0) return []
    const texts = await redis.mget(ids.map(keys.recorder))
    const gone = ids.filter((_, index) => texts[index] === null)
    if (gone.length > 0) await redis.srem(keys.recorders, ...gone)
    return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as RecorderPresence]))
  },
})
