import { randomBytes } from 'node:crypto'
import type { Secret } from '@tapedeck/config'
import { abandonRedis, createRedis, type RedisClient } from '@tapedeck/redis'
import { createStore, type Store } from '@tapedeck/store'
import { within } from './within.ts'

/** Where the registrations are, and what opens their secrets. */
export type RegistryOptions = {
  /** With its password. */
  redisUrl: string
  masterKey: Secret | null
  /** Milliseconds since 1970 by this host. */
  wallClock: () => number
}

const answerMs = 5000

/**
 * Reads what users registered, with the master key of this host.
 * @throws TapedeckError REDIS_UNAVAILABLE; Error when Redis gives no answer
 */
export const readRegistry = async <T>(
  { redisUrl, masterKey, wallClock }: RegistryOptions,
  read: (store: Pick<Store, 'storages' | 'endpoints' | 'accessKeys'>) => Promise<T>,
): Promise<T> => {
  const opened: RedisClient[] = []
  const store = createStore({
    redis: (connection) => {
      const redis = createRedis(redisUrl, { ...connection, onError: () => undefined })
      opened.push(redis)
      return redis
    },
    clock: wallClock,
    randomBytes,
    masterKey,
    name: 'tapedeck-doctor',
  })
  try {
    return await within(answerMs, read(store))
  } finally {
    // one that does not answer must not be waited for
    for (const redis of opened) abandonRedis(redis)
  }
}
