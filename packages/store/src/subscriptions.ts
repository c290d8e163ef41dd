import { answerWithin, closeRedis, commandTimeoutMs, type RedisClient } from '@tapedeck/redis'

/** Told of each message of a channel, and with null after a reconnect, when messages may have been missed. */
type Listener = (message: string | null) => void

/** Channels of Redis, all on one connection that is opened at the first subscription. */
export type Subscriptions = {
  /**
   * Resolves when messages arrive; returns the release.
   * @throws TapedeckError REDIS_UNAVAILABLE
   */
  add(channel: string, listener: Listener): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** Holds as many channels as there are callers that have not released theirs. */
export const createSubscriptions = (
  open: () => RedisClient,
  onError: (error: Error) => void,
): Subscriptions => {
  const listeners = new Map<string, Set<Listener>>()
  let redis: RedisClient | null = null

  const tellAll = () => {
    for (const set of listeners.values()) for (const listener of [...set]) listener(null)
  }
  const subscribeAgain = async (client: RedisClient) => {
    if (listeners.size === 0) return
    await client.subscribe(...listeners.keys())
    tellAll()
  }
  const connection = (): RedisClient => {
    if (redis !== null) return redis
    const client = open()
    let isFirst = true
    client.on('message', (channel: string, message: string) => {
      for (const listener of [...(listeners.get(channel) ?? [])]) listener(message)
    })
    client.on('ready', () => {
      if (!isFirst) subscribeAgain(client).catch(onError)
      isFirst = false
    })
    redis = client
    return client
  }
  const remove = async (channel: string, listener: Listener): Promise<void> => {
    const set = listeners.get(channel)
    if (set === undefined || !set.delete(listener) || set.size > 0) return
    listeners.delete(channel)
    // Without a connection nothing is subscribed, and a reconnect will not ask for this channel again.
    if (redis?.status === 'ready') await answerWithin(commandTimeoutMs, redis.unsubscribe(channel))
  }
  return {
    add: async (channel, listener) => {
      const set = listeners.get(channel) ?? new Set()
      listeners.set(channel, set.add(listener))
      try {
        await answerWithin(commandTimeoutMs, connection().subscribe(channel))
      } catch (error) {
        await remove(channel, listener)
        throw error
      }
      return () => remove(channel, listener)
    },
    close: async () => {
      listeners.clear()
      if (redis !== null) await closeRedis(redis)
    },
  }
}
