import type { Metrics } from '@tapedeck/telemetry'
import { storeManifest } from '../session/manifest-store.ts'
import type { SessionDeps } from '../session/session-deps.ts'
import { BackupReturn, createBackupReturnMetrics } from './backup-return.ts'

/** Moves files back from the backup storage as long as the recorder runs; nothing without one. */
export const startBackupReturn = (
  deps: SessionDeps,
  metrics: Metrics,
): { stop(): Promise<void> } => {
  const { backup, store, recorderId, clock, log } = deps
  const returnMetrics = createBackupReturnMetrics(metrics)
  if (backup === null) return { stop: async () => undefined }
  const backupReturn = new BackupReturn({
    ...{ recorderId, root: backup.root, log, clock },
    metrics: returnMetrics,
    deps: {
      recordings: store.recordings,
      resolveStorage: deps.resolveStorage,
      resolveBackup: backup.resolve,
      // without a backup to turn to: what cannot be stored in its own place now is tried again
      storeManifest: async (recordingId, signal) => {
        const recording = await store.recordings.get(recordingId)
        return (
          recording !== null &&
          storeManifest({ ...deps, backup: null }, recording, log.child({ recordingId }), signal)
        )
      },
    },
  })
  backupReturn.start()
  return { stop: () => backupReturn.stop() }
}
