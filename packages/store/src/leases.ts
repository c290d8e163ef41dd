import { keys, runScript } from '@tapedeck/redis'
import type { Lease, LeaseStore } from './store.ts'
import { newNonce, type StoreContext } from './store-context.ts'

/** `generation nonce owner`, as the lease scripts write it. */
const leasePattern = /^(\d+) \S+ (.*)$/s

/** Leases that are read by one command. */
const readAtOnce = 1000

const toLease = (recordingId: string, text: string | null | undefined): Lease | null => {
  const held = leasePattern.exec(text ?? '')
  if (held === null) return null
  return { recordingId, ownerId: held[2] ?? '', generation: Number(held[1]) }
}

const ownerOf = async ({ redis }: StoreContext, recordingId: string): Promise<Lease | null> =>
  toLease(recordingId, await redis.get(keys.lease(recordingId)))

const ownersOf = async (
  { redis }: StoreContext,
  recordingIds: readonly string[],
): Promise<(Lease | null)[]> => {
  const leases: (Lease | null)[] = []
  for (let from = 0; from < recordingIds.length; from += readAtOnce) {
    const ids = recordingIds.slice(from, from + readAtOnce)
    const texts = await redis.mget(ids.map(keys.lease))
    leases.push(...ids.map((id, i) => toLease(id, texts[i])))
  }
  return leases
}

const leaseKeys = (recordingId: string): string[] => [
  keys.recording(recordingId),
  keys.lease(recordingId),
  keys.generations(recordingId),
]

/**
 * Leases over Redis. Their time is counted by Redis alone: clocks of other hosts have no part in it. A lease that ran out, for instance while Redis was away, is good again once it is renewed,
 * unless somebody else took the recording meanwhile.
 */
export const createLeases = (context: StoreContext): LeaseStore => ({
  acquire: async (recordingId, ownerId, ttlMs, options = {}) => {
    const replacesOwn = options.replacesOwn === true ? 1 : 0
    const args = [ownerId, ttlMs, newNonce(context), replacesOwn, options.above ?? 0]
    const generation = await runScript(
      context.redis,
      'tapedeckAcquireLease',
      leaseKeys(recordingId),
      args,
    )
    return generation === null ? null : { recordingId, ownerId, generation: Number(generation) }
  },
  renew: async ({ recordingId, ownerId, generation }, ttlMs) => {
    const args = [generation, ownerId, ttlMs, newNonce(context)]
    const renewed = await runScript(
      context.redis,
      'tapedeckRenewLease',
      leaseKeys(recordingId),
      args,
    )
    return renewed === 1
  },
  isHeld: async ({ recordingId, ownerId, generation }) => {
    const held = await ownerOf(context, recordingId)
    return held?.generation === generation && held.ownerId === ownerId
  },
  release: async ({ recordingId, ownerId, generation }) => {
    const args = [generation, ownerId]
    await runScript(context.redis, 'tapedeckReleaseLease', leaseKeys(recordingId), args)
  },
  owner: (recordingId) => ownerOf(context, recordingId),
  owners: (recordingIds) => ownersOf(context, recordingIds),
  leftMs: async (recordingId) => {
    const leftMs = await context.redis.pttl(keys.lease(recordingId))
    return leftMs < 0 ? null : leftMs
  },
  handOver: async ({ recordingId, ownerId, generation }, toOwnerId, ttlMs, offerId = '') => {
    const scriptKeys = [...leaseKeys(recordingId), keys.handover(recordingId)]
    const nonce = newNonce(context)
    const call = [nonce, keys.control, recordingId, offerId]
    const args = [generation, ownerId, toOwnerId, ttlMs, ...call]
    const next = await runScript(context.redis, 'tapedeckHandOverLease', scriptKeys, args)
    return next === null ? null : { recordingId, ownerId: toOwnerId, generation: Number(next) }
  },
})
