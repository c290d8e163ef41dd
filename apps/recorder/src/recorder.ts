import { hostname } from 'node:os'
import { countJobs, createProducer, type Producer, startWorker } from '@tapedeck/queue'
import type { Logger } from '@tapedeck/telemetry'
import { startBackupReturn } from './backup-return/start-backup-return.ts'
import { Drain } from './drain.ts'
import { examineFfmpeg } from './examine-ffmpeg.ts'
import { startFileChecks } from './file-check/file-checker.ts'
import { LostMedia } from './lost-media/lost-media.ts'
import { openSessionDeps } from './open-session-deps.ts'
import { reclaimSpool } from './reclaim-spool.ts'
import { createRecordJob } from './record-job.ts'
import type { RecorderApp } from './recorder-app.ts'
import { startPulse } from './recorder-pulse.ts'
import type { SessionDeps } from './session/session-deps.ts'
import { SessionRegistry } from './session-registry.ts'
import { openSpoolBudget } from './spool-budget/open-spool-budget.ts'
import { startSpoolWatch } from './spool-budget/spool-watch.ts'
import { watchWishes } from './watch-wishes.ts'

/**
 * After the time to drain, files are closed and stored for as long as whoever runs the recorder lets it (the grace period of
 * a pod, TimeoutStopSec), but not for longer than this: what is not stored by then lies in the spool, for the next start.
 */
const storingSeconds = 600

/** A running recorder, for its ops server and its tests. */
export type Recorder = { isReady(): boolean; registry: SessionRegistry }

/** Wakes a recorder for a recording; what fails is made good by the reconciler. */
const waking =
  (producer: Producer, logger: Logger): SessionDeps['wake'] =>
  async (recordingId) => {
    try {
      await producer.record.add({ recordingId })
    } catch (error) {
      logger.warn({ err: error, recordingId }, 'no recorder could be woken; the reconciler will')
    }
  }

/** Wires a recorder up; resolves when it takes recordings. */
export const startRecorder = async (app: RecorderApp): Promise<Recorder> => {
  const { config, logger, releasers } = app
  const ffmpeg = examineFfmpeg(config.ffmpegPath, logger)
  const redisUrl = config.redisUrl.reveal()
  const onError = (error: Error) => logger.warn({ err: error }, 'Redis')
  const producer = createProducer({ redisUrl, onError })
  releasers.add('producer', () => producer.close())
  const wake = waking(producer, logger)
  const deps = await openSessionDeps(app, { ffmpeg, wake, onError })
  const { missing } = deps.pull.encoder
  if (missing.length > 0) logger.warn({ missing }, 'ffmpeg cannot make renditions')
  const budget = await openSpoolBudget(deps, config.spool)
  const lostMedia = new LostMedia({
    ...deps,
    holds: (recordingId, generation) => registry.holds(recordingId, generation),
  })
  const registry: SessionRegistry = new SessionRegistry(deps, {
    capacity: config.capacity,
    encodingCost: config.encoder.cost,
    mayAdmit: () => budget.mayAdmit,
    onLostMedia: (recordingId) => lostMedia.enqueue(recordingId),
    onEnd: async (recordingId, end) => {
      // at once after a release, and to be sure after a lost lease
      if (end === 'released' || end === 'lost') await wake(recordingId)
    },
  })
  releasers.add('lost media', () => lostMedia.stop())
  releasers.add('control', await watchWishes(deps, registry))
  const watch = startSpoolWatch({ budget, sessions: () => registry.sessions(), log: logger })
  releasers.add('spool watch', () => watch.stop())
  const drain = new Drain({ registry, lostMedia, spool: deps.spool, log: logger })
  const pulse = startPulse({ config, host: hostname(), deps, registry, budget, drain })
  releasers.add('pulse', () => pulse.stop())
  releasers.add('sessions', () => registry.shutdown(), {
    timeoutMs: (config.drainSeconds + storingSeconds) * 1000,
  })
  await drain.follow(await deps.store.recorders.isToDrain(config.id))
  // before the first job: no other session of this process can drive them yet
  await reclaimSpool(deps, registry, lostMedia)
  lostMedia.start()
  const onRun = countJobs(app.metrics)
  const worker = startWorker('record', createRecordJob(deps, registry), {
    ...{ redisUrl, concurrency: 4, onError, onRun },
  })
  releasers.add('worker', () => worker.close())
  await drain.attach(worker)
  const backupReturn = startBackupReturn(deps, app.metrics)
  releasers.add('backup return', () => backupReturn.stop())
  const checks = startFileChecks(deps, { redisUrl, onError, onRun })
  releasers.add('file checks', () => checks.stop())
  return { registry, isReady: () => (worker.isRunning || registry.isDraining) && pulse.isFresh }
}
