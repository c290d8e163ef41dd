import { keys } from '@tapedeck/redis'
import type { RecorderPresence, RecorderStore } from './store.ts'
import type { StoreContext } from './store-context.ts'

/** How long a wish stays whose recorder shows no sign of life: ids of hosts that are gone do not pile up. */
const wishTtlMs = 30 * 24 * 3_600_000

const withWish = (presence: RecorderPresence, wish: string | null | undefined): RecorderPresence =>
  wish == null || presence.state === 'drained' ? presence : { ...presence, state: 'draining' }

const list =
  ({ redis }: StoreContext): RecorderStore['list'] =>
  async () => {
    const ids = (await redis.smembers(keys.recorders)).toSorted()
    if (ids.length === 0) return []
    const [texts, wishes] = await Promise.all([
      redis.mget(ids.map(keys.recorder)),
      redis.mget(ids.map(keys.recorderDrain)),
    ])
    const gone = ids.filter((_, index) => texts[index] === null)
    if (gone.length > 0) await redis.srem(keys.recorders, ...gone)
    return texts.flatMap((text, index) =>
      text === null ? [] : [withWish(JSON.parse(text) as RecorderPresence, wishes[index])],
    )
  }

const wishDrain =
  ({ redis }: StoreContext): RecorderStore['wishDrain'] =>
  async (recorderId, isToDrain) => {
    const wish = keys.recorderDrain(recorderId)
    if ((await redis.exists(keys.recorder(recorderId), wish)) === 0) return false
    if (isToDrain) await redis.set(wish, '1', 'PX', wishTtlMs)
    else await redis.del(wish)
    return true
  }

/** Signs of life over Redis. A recorder that stopped giving them leaves the list. */
export const createRecorders = (context: StoreContext): RecorderStore => ({
  put: async (presence, ttlMs) => {
    const { recorderId } = presence
    const answers = await context.redis
      .multi()
      .set(keys.recorder(recorderId), JSON.stringify(presence), 'PX', ttlMs)
      .sadd(keys.recorders, recorderId)
      .pexpire(keys.recorderDrain(recorderId), wishTtlMs)
      .exec()
    return { isToDrain: answers?.[2]?.[1] === 1 }
  },
  list: list(context),
  wishDrain: wishDrain(context),
  isToDrain: async (recorderId) =>
    (await context.redis.exists(keys.recorderDrain(recorderId))) === 1,
})
