import { deliveryLimits } from '@tapedeck/domain'
import { keys, type RedisClient } from '@tapedeck/redis'

/** Whether a receiver may have so many waiting while so many wait in all. */
const isWithin = (ofReceiver: number, inAll: number): boolean =>
  ofReceiver < deliveryLimits.pendingPerReceiver &&
  (inAll < deliveryLimits.pending || ofReceiver < deliveryLimits.pendingShare)

/**
 * Decides of one delivery after another whether its receiver takes it, so that receivers that fail for days hold neither the
 * others' place nor all of Redis. Counts those that it allowed as waiting.
 */
export const readRoom = async (
  redis: RedisClient,
  receiverIds: string[],
): Promise<(receiverId: string) => boolean> => {
  if (receiverIds.length === 0) return () => true
  const [counts, total] = await Promise.all([
    redis.hmget(keys.pendingOfReceivers, ...receiverIds),
    redis.zcard(keys.deliveriesInState('pending')),
  ])
  const pending = new Map(receiverIds.map((id, i) => [id, Number(counts[i] ?? 0)]))
  let inAll = total
  return (receiverId) => {
    const ofReceiver = pending.get(receiverId) ?? 0
    if (!isWithin(ofReceiver, inAll)) return false
    pending.set(receiverId, ofReceiver + 1)
    inAll += 1
    return true
  }
}
