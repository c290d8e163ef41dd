import type { SpoolConfig } from '@tapedeck/config'
import type { SessionDeps } from '../session/session-deps.ts'
import { SpoolBudget } from './spool-budget.ts'

/** The budget of a recorder's spool, looked at once: what is full already takes no recording. */
export const openSpoolBudget = async (
  deps: SessionDeps,
  { maxBytes, recordingMaxBytes }: SpoolConfig,
): Promise<SpoolBudget> => {
  const { spool, recorderId, store, clock, monotonic, log, metrics } = deps
  const budget = new SpoolBudget({
    spool,
    recorderId,
    maxBytes,
    recordingMaxBytes,
    tellDegraded: (recordingId, degradation) =>
      store.recordings.tellDegraded(recordingId, degradation),
    clock,
    monotonic,
    log,
    metrics,
  })
  await budget.check([])
  return budget
}
