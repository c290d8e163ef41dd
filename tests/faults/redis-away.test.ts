import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { expectNothingLost, expectPromisesKept } from './expectations.ts'
import { describeFaults } from './fault-case.ts'
import { isLong } from './fault-result.ts'
import { type ProxiedRedis, startProxiedRedis } from './proxied-redis.ts'

const awaySeconds = isLong ? 60 : 10

/** Longer than a lease lasts, and than the other recorder takes to pull. */
const cutOffSeconds = 60

let redis: ProxiedRedis

describeFaults('Redis', [
  {
    name: 'redis-killed',
    fault: 'kill -9 of redis-server, started again with its AOF',
    seconds: 20,
    async strike({ world }) {
      await world.stack.redis.kill()
      await world.stack.redis.restart()
    },
    expect: expectNothingLost,
  },
  {
    name: 'redis-unreachable',
    fault: `Redis unreachable for ${awaySeconds} s: its packets vanish`,
    forms: ['short', 'long'],
    seconds: awaySeconds + 20,
    stack: async () => {
      redis = await startProxiedRedis()
      return { redis: redis.proxied }
    },
    async strike() {
      redis.proxy.set('stall')
      // the length of the outage is the fault itself
      await delay(awaySeconds * 1000)
      redis.proxy.set('pass')
    },
    expect: expectNothingLost,
  },
  {
    name: 'recorder-cut-off',
    fault: `A recorder is cut off from Redis for ${cutOffSeconds} s; another takes over, and both record`,
    seconds: cutOffSeconds + 25,
    stack: async () => {
      redis = await startProxiedRedis()
      return { redis: redis.direct, recorderEnv: { TAPEDECK_REDIS_URL: redis.proxied.url } }
    },
    async strike({ world, until }) {
      await world.stack.addRecorder('recorder-2')
      redis.proxy.set('stall')
      // the length of the outage is the fault itself
      await delay(cutOffSeconds * 1000)
      await until(
        ({ progress, state }) => state === 'recording' && progress?.recorderId === 'recorder-2',
      )
      redis.proxy.set('pass')
    },
    expect(result) {
      expectPromisesKept(result)
      expect(result).toMatchObject({ packetsLost: 0, longestHoleMs: 0 })
      for (const ended of result.ended) expect(ended).toMatch(/^completed/)
    },
  },
])
