import type { RecorderConfig } from '@tapedeck/config'
import { openSpool, type Spool } from '@tapedeck/spool'
import type { Logger } from '@tapedeck/telemetry'
import type { RecorderMetrics } from '../recorder-metrics.ts'

/** A full disk is told of in the log this often, and counted each time. */
const tellEveryMs = 60_000

/**
 * Opens the spool as the configuration says, counts what a former process left in it and deletes its work files.
 * @throws Error when another process has it open
 */
export const openRecorderSpool = async (
  config: Pick<RecorderConfig, 'spoolDirectory' | 'spool'>,
  metrics: Pick<RecorderMetrics, 'spoolNoRoom' | 'spoolSyncFailures'>,
  log: Logger,
): Promise<Spool> => {
  let toldAtMs = Number.NEGATIVE_INFINITY
  const spool = await openSpool(config.spoolDirectory, {
    // what is deleted below would be what another recorder composes at this moment
    isExclusive: true,
    syncIntervalMs: config.spool.syncMs,
    onSyncError(error) {
      metrics.spoolSyncFailures.inc()
      log.error({ err: error }, 'the spool could not be synced; trying again')
    },
    onNoRoom(error) {
      metrics.spoolNoRoom.inc()
      const nowMs = performance.now()
      if (nowMs - toldAtMs < tellEveryMs) return
      toldAtMs = nowMs
      log.error({ err: error }, 'the disk of the spool is full; files wait for room')
    },
  })
  const deletedBytes = await spool.recover()
  const { usedBytes } = spool.usage
  if (usedBytes > 0 || deletedBytes > 0)
    log.info({ usedBytes, deletedBytes }, 'a former process left media in the spool')
  return spool
}
