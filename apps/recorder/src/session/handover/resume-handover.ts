import { setTimeout as sleep } from 'node:timers/promises'
import type { SessionDeps } from '../session-deps.ts'

/** How long a successor that has been told the place may take to find it, before this recorder goes on by itself. */
const findMs = 3000
const pollMs = 100

/**
 * Ends a hand-over in whose middle this recorder was killed. From the moment at which the place was named nothing behind
 * it was written here, and the successor has what came while this recorder was away: so it gets the lease, and what lies
 * here fills up its files to the place. Before that moment the recording is gone on with here.
 * @returns true when the successor has the recording
 */
export const resumeHandover = async (
  deps: Pick<SessionDeps, 'store' | 'recorderId' | 'leaseTtlMs' | 'monotonic' | 'log'>,
  recordingId: string,
): Promise<boolean> => {
  const { store, recorderId, leaseTtlMs, monotonic, log } = deps
  const giveUpMs = monotonic() + findMs
  for (;;) {
    const handover = await store.handovers.get(recordingId)
    if (handover === null || handover.from.ownerId !== recorderId) return false
    const { from, phase, successorId } = handover
    if (phase === 'found' && successorId !== null) {
      const next = await store.leases.handOver({ recordingId, ...from }, successorId, leaseTtlMs)
      log.info({ recordingId, successorId, isGiven: next !== null }, 'a hand-over is ended')
      return next !== null
    }
    if (phase !== 'cut' || monotonic() >= giveUpMs) {
      // the successor must not go on from the place any more
      await store.handovers.withdraw(recordingId)
      return false
    }
    await sleep(pollMs)
  }
}
