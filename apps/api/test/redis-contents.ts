import { closeRedis, createRedis, type RedisClient } from '@tapedeck/redis'

/** One key with its value. Hashes are sorted: their order may change by reading alone. */
const entryOf = async (redis: RedisClient, key: string): Promise<string> => {
  if ((await redis.type(key)) !== 'hash')
    return `${key} ${(await redis.dumpBuffer(key)).toString('base64')}`
  const fields = Object.entries(await redis.hgetall(key)).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${key} ${JSON.stringify(fields)}`
}

/** What expires this soon may do so between two moments, whatever was done. */
const soonMs = 10_000

const isKept = async (redis: RedisClient, key: string): Promise<boolean> => {
  const remainingMs = await redis.pttl(key)
  return remainingMs === -1 || remainingMs > soonMs
}

/** Reads all of a Redis but what is about to expire, so that two moments can be compared. */
export const openRedisContents = (url: string) => {
  const redis = createRedis(url, { name: 'test', role: 'command', onError: () => undefined })
  return {
    read: async (): Promise<string[]> => {
      const keys = (await redis.keys('*')).sort()
      const kept = await Promise.all(keys.map((key) => isKept(redis, key)))
      return Promise.all(keys.filter((_, index) => kept[index]).map((key) => entryOf(redis, key)))
    },
    close: () => closeRedis(redis),
  }
}
