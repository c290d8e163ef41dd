import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { expectNothingLost } from './expectations.ts'
import { describeFaults } from './fault-case.ts'
import { outageCycles, outageSettleMs, outageSource } from './outage-stream.ts'
import { type ProxiedStorage, startProxiedStorage } from './proxied-storage.ts'

const awayMinutes = 30

let storage: ProxiedStorage

describeFaults('storage, away for long', [
  {
    name: 's3-away-30-minutes',
    fault: `S3 away for ${awayMinutes} minutes: every connection is cut`,
    forms: ['outages'],
    seconds: awayMinutes * 60 + 45,
    cycles: outageCycles,
    source: outageSource,
    settleMs: outageSettleMs,
    stack: async () => {
      storage = await startProxiedStorage()
      return { s3: storage.s3 }
    },
    async strike() {
      // the length of the outage is the fault itself
      storage.proxy.setDown(true)
      await delay(awayMinutes * 60_000)
      storage.proxy.setDown(false)
    },
    expect(result) {
      expectNothingLost(result)
      expect(result.events['recording.degraded']).toBeGreaterThan(0)
    },
  },
])
