import { setTimeout as sleep } from 'node:timers/promises'
import type { Handover, Lease } from '@tapedeck/store'
import type { GiverParts, Offering } from './handover-giver.ts'

/** How handing the lease over went. */
export type PlaceGift = {
  isGiven: boolean
  /** Everything of this recorder is stored, and the successor's beginning is known: the spool is not needed any more. */
  isComplete: boolean
}

const refused: PlaceGift = { isGiven: false, isComplete: false }

/** Tries to hand the lease over when the store does not answer, and the pause between them. */
const attempts = 20
const pauseMs = 250

/** Time that is left for handing over without the last files, when the storage does not take them. */
const reserveMs = 2000

/**
 * Stores everything before the place and hands the lease to the successor that has found it. When a recorder that ends
 * cannot store its files in time, the lease goes all the same: the spool keeps the media, and brings it into storage
 * when this recorder is started again.
 */
export const givePlace = async (
  parts: GiverParts,
  offer: Handover,
  offering: Offering | null,
): Promise<PlaceGift> => {
  const { store, lease, backlog, keeper, control, log, monotonic } = parts
  await backlog.settled()
  // what was not written must not be taken for stored
  if (control.fault !== null || control.isLost) return refused
  const leftMs = (offering?.untilMs ?? 0) - monotonic() - reserveMs
  const isStored = await storedWithin(parts, Math.max(reserveMs, leftMs))
  if (isStored === 'late') {
    if (offering?.isDrain !== true) return refused
    log.warn('the files could not be stored in time; their media stays in the spool')
    await parts.abandonFiles()
  }
  const current = await store.handovers.get(lease.recordingId)
  const successorId = current?.successorId ?? null
  if (current?.offerId !== offer.offerId || current.phase !== 'found' || successorId === null)
    return refused
  // a renewal behind the hand-over would look like a lost lease
  await keeper.stop()
  const next = await handedOver(parts, successorId)
  if (next === null) {
    keeper.start()
    return refused
  }
  log.info({ successorId, generation: next.generation }, 'handed over')
  return {
    isGiven: true,
    isComplete: isStored === 'stored' && (await isBeginningKnown(parts, next)),
  }
}

const storedWithin = async (parts: GiverParts, ms: number): Promise<'stored' | 'late'> => {
  const late = new AbortController()
  const stored = parts.storeFiles().then(() => 'stored' as const)
  try {
    return await Promise.race([stored, sleep(ms, 'late' as const, { signal: late.signal })])
  } finally {
    late.abort()
    // when it is late, its failure is the session's to see
    stored.catch(() => undefined)
  }
}

/** Null also when nobody knows: then a renewal says whose it is, and nothing is published before that. */
const handedOver = async (parts: GiverParts, successorId: string): Promise<Lease | null> => {
  const { store, lease, leaseTtlMs, log } = parts
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.leases.handOver(lease, successorId, leaseTtlMs)
    } catch (error) {
      if (attempt >= attempts) return null
      log.warn({ err: error }, 'the lease could not be handed over; trying again')
      await sleep(pauseMs)
    }
  }
}

/** The successor's generation begins at the agreed place: so much is in the store when the offer stood to the end. */
const isBeginningKnown = async ({ store, log }: GiverParts, next: Lease): Promise<boolean> => {
  try {
    const generations = await store.generations.list(next.recordingId)
    return generations.find(({ generation }) => generation === next.generation)?.start != null
  } catch (error) {
    log.warn({ err: error }, 'the successor could not be looked up; the spool stays')
    return false
  }
}
