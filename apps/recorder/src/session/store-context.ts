import type { Logger } from '@tapedeck/telemetry'
import type { ReliableContext } from '../reliably.ts'
import type { SessionDeps } from './session-deps.ts'

/** How often the store is tried, until the signal is aborted; each try that failed is counted and told in the log. */
export const storeContext = (
  { storeRetry, random, metrics }: Pick<SessionDeps, 'storeRetry' | 'random' | 'metrics'>,
  signal: AbortSignal,
  log: Logger,
): ReliableContext => ({
  ...{ retry: storeRetry, random, signal },
  onStorageRetry: (error) => {
    metrics.storeRetries.inc()
    log.warn({ err: error }, 'the store did not answer; trying again')
  },
})
