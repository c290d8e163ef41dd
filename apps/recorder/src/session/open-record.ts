import type { Recording } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { LeaseKeeper } from './lease-keeper.ts'
import { RecordWriter } from './record-writer.ts'
import type { SessionDeps } from './session-deps.ts'
import { storeContext } from './store-context.ts'

/**
 * What a session keeps in the store: the record that it writes and the lease that it renews, both counted.
 * @param signal aborted when the session is over
 */
export const openRecord = (
  deps: SessionDeps,
  recording: Recording,
  lease: Lease,
  signal: AbortSignal,
  log: Logger,
): { record: RecordWriter; keeper: LeaseKeeper } => {
  const { store, leaseTtlMs, metrics } = deps
  const context = {
    ...storeContext(deps, signal, log),
    onState: (state: Recording['state']) => metrics.transitions.inc({ state }),
  }
  return {
    record: new RecordWriter(store, recording, lease, context, log),
    keeper: new LeaseKeeper(store.leases, lease, leaseTtlMs, log, (outcome) =>
      metrics.leaseRenewals.inc({ outcome }),
    ),
  }
}
