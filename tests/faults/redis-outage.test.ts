import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { expectNothingLost } from './expectations.ts'
import { describeFaults } from './fault-case.ts'
import { outageCycles, outageSettleMs, outageSource } from './outage-stream.ts'
import { type ProxiedRedis, startProxiedRedis } from './proxied-redis.ts'

/** Of each kind of being away. */
const awayMinutes = 5

let redis: ProxiedRedis

describeFaults('Redis, away for long', [
  {
    name: 'redis-away-10-minutes',
    fault: `Redis away for ${2 * awayMinutes} minutes: its packets vanish for ${awayMinutes}, it refuses connections for ${awayMinutes}`,
    forms: ['outages'],
    seconds: 2 * awayMinutes * 60 + 45,
    cycles: outageCycles,
    source: outageSource,
    settleMs: outageSettleMs,
    stack: async () => {
      redis = await startProxiedRedis()
      return { redis: redis.proxied }
    },
    async strike({ world }) {
      // the length of the outage is the fault itself
      redis.proxy.set('stall')
      await delay(awayMinutes * 60_000)
      redis.proxy.set('refuse')
      await delay(awayMinutes * 60_000)
      redis.proxy.set('pass')
      // on a busy machine the stream may have ended by now, and then the recording is asked for at once
      const { api } = world.stack
      const isBack = async () => (await api.call('GET', '/v1/recordings?limit=1')).status
      await expect.poll(isBack, { timeout: 60_000 }).toBe(200)
    },
    expect: expectNothingLost,
  },
])
