import { keys } from '@tapedeck/redis'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { RequestGuardStore } from './access-stores.ts'
import { newNonce, type StoreContext } from './store-context.ts'

const useOnce =
  (context: StoreContext): RequestGuardStore['useOnce'] =>
  async (token, ttlMs) => {
    const own = newNonce(context)
    const user = await context.redis.set(keys.usedToken(token), own, 'PX', ttlMs, 'NX', 'GET')
    // its own: the command was sent again after a lost answer
    return user === null || user === own
  }

/**
 * Guards over Redis. A limit's window begins with its first request and lasts whole seconds (a part of one counts as one);
 * requests that are refused do not make it longer.
 */
export const createRequestGuards = (context: StoreContext): RequestGuardStore => {
  // The limits differ from call to call, so that the count is compared here.
  const counter = new RateLimiterRedis({
    storeClient: context.redis,
    keyPrefix: '',
    points: Number.MAX_SAFE_INTEGER,
    duration: 1,
  })
  return {
    useOnce: useOnce(context),
    allow: async (bucket, { requests, windowMs }) => {
      const customDuration = Math.max(1, Math.ceil(windowMs / 1000))
      const { consumedPoints, msBeforeNext } = await counter.consume(keys.requestCount(bucket), 1, {
        customDuration,
      })
      const isAllowed = consumedPoints <= requests
      return { isAllowed, retryAfterMs: isAllowed ? 0 : msBeforeNext }
    },
  }
}
