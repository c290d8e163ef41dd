import { setTimeout as delay } from 'node:timers/promises'
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
    async strike() {
      // the length of the outage is the fault itself
      redis.proxy.set('stall')
      await delay(awayMinutes * 60_000)
      redis.proxy.set('refuse')
      await delay(awayMinutes * 60_000)
      redis.proxy.set('pass')
    },
    expect: expectNothingLost,
  },
])
