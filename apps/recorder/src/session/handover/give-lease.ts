import { setTimeout as sleep } from 'node:timers/promises'
import type { Handover, Lease } from '@tapedeck/store'
import type { GiverParts, Offering } from './handover-giver.ts'
import { offerTtlMs } from './offer-time.ts'

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

/** Of an offer's time: what may have gone by since the successor moved it on, and what handing over takes. */
const offerReserveMs = 60_000

/** Least time for another offer, from its making to the lease. */
const againMs = 180_000

/** How long the files may take, and what is done when they are not stored by then. */
type StoringTime = { ms: number; whenOver: 'keep' | 'give' }

/**
 * Only a recorder that ends gives the lease without its last files, and only when its time is up. The offer that the
 * successor has found stands for a time of its own: before that is over the recording is kept, and offered anew.
 */
export const storingTime = (offering: Offering | null, nowMs: number): StoringTime => {
  const leftMs = Math.max(0, (offering?.untilMs ?? 0) - nowMs)
  const ms = Math.max(reserveMs, leftMs - reserveMs)
  const offeredMs = offerTtlMs - offerReserveMs
  if (offering?.isDrain !== true) return { ms: Math.min(ms, offeredMs), whenOver: 'keep' }
  if (ms <= offeredMs) return { ms, whenOver: 'give' }
  return { ms: offeredMs, whenOver: leftMs - offeredMs < againMs ? 'give' : 'keep' }
}

/**
 * Stores everything before the place and hands the lease to the successor that has found it. When a recorder that ends
 * cannot store its files in time, the lease goes all the same: the spool keeps the media, and brings it into storage
 * when this recorder is started again. Nothing is given up before the lease is the successor's: whenever it is refused,
 * the recording goes on here.
 * @param isPlaceInPull true while the media behind the place comes from the pull that the place lies in. The successor has
 * that pull of the source only: what came from a later one is in this spool and nowhere else
 */
export const givePlace = async (
  parts: GiverParts,
  offer: Handover,
  offering: Offering | null,
  isPlaceInPull: () => boolean,
): Promise<PlaceGift> => {
  const { store, lease, backlog, keeper, control, log, monotonic } = parts
  await backlog.settled()
  // what was not written must not be taken for stored
  if (control.fault !== null || control.isLost) return refused
  const time = storingTime(offering, monotonic())
  const isStored = await storedWithin(parts, time.ms)
  if (isStored === 'late' && time.whenOver === 'keep') {
    log.warn('the files could not be stored in time; the recording goes on here')
    return refused
  }
  const current = await store.handovers.get(lease.recordingId)
  const successorId = current?.successorId ?? null
  if (current?.offerId !== offer.offerId || current.phase !== 'found' || successorId === null)
    return refused
  if (!isPlaceInPull()) {
    log.info('the source ended or came again; the recording goes on here')
    return refused
  }
  // a renewal behind the hand-over would look like a lost lease
  await keeper.stop()
  const next = await handedOver(parts, successorId, offer.offerId)
  if (next === null) {
    keeper.start()
    return refused
  }
  log.info({ successorId, generation: next.generation }, 'handed over')
  if (isStored === 'late') await leaveFiles(parts)
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

/**
 * What is not stored by now is the spool's. A file that is being completed meanwhile is fenced by the lease, which is
 * not ours any more: it is told of before that, or never, and the successor looks after what is in storage of it.
 */
const leaveFiles = async ({ abandonFiles, log }: GiverParts): Promise<void> => {
  log.warn('the files could not be stored in time; their media stays in the spool')
  await abandonFiles().catch((error: unknown) => {
    log.warn({ err: error }, 'files could not be given up in order')
  })
}

/** Null also when nobody knows: then a renewal says whose it is, and nothing is published before that. */
const handedOver = async (
  parts: GiverParts,
  successorId: string,
  offerId: string,
): Promise<Lease | null> => {
  const { store, lease, leaseTtlMs, log } = parts
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.leases.handOver(lease, successorId, leaseTtlMs, offerId)
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
