import { hasRedisImage, startContainerRedis } from './container-redis.ts'
import { startLocalRedis } from './local-redis.ts'
import type { RedisServer } from './redis-server.ts'

/** Starts a Redis of its own for a test: in a container where an engine and the image are there, else as a process. */
export const startRedis = async (): Promise<RedisServer> =>
  (await hasRedisImage()) ? startContainerRedis() : startLocalRedis()
