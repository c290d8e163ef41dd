import { randomInt } from 'node:crypto'
import type { StorageResolver } from '@tapedeck/object-store'
import type { Store } from '@tapedeck/store'
import type { Logger, Releasers } from '@tapedeck/telemetry'
import pLimit from 'p-limit'
import { lookAfterOwned, type OwnedDeps } from '../owned/look-after-owned.ts'
import type { OwnedLimits } from '../owned/owned-decision.ts'
import { OwnedWatch } from '../owned/owned-watch.ts'
import { Revocations } from '../owned/revocations.ts'
import { startReconcileLoop } from '../reconcile-loop.ts'
import { FirstSeen } from './first-seen.ts'
import type { JanitorDeps, JanitorLimits } from './janitor-deps.ts'
import type { JanitorMetrics, JanitorPass } from './janitor-metrics.ts'
import { endLeftCycles } from './left-cycles.ts'
import { StorageTargets } from './storage-targets.ts'
import { sweepStaging } from './sweep-staging.ts'
import { TryLater } from './try-later.ts'

/** How often it looks, and for how long it leaves what it finds alone; in milliseconds. */
export type JanitorTiming = JanitorLimits &
  OwnedLimits & { cyclesEveryMs: number; ownedEveryMs: number; stagingEveryMs: number }

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

export const defaultJanitorTiming: JanitorTiming = {
  cyclesEveryMs: minuteMs,
  ownedEveryMs: minuteMs,
  stagingEveryMs: 5 * minuteMs,
  cycleAgeMs: 2 * minuteMs,
  stagingAgeMs: 10 * minuteMs,
  unseenStagingAgeMs: dayMs,
  stuckAfterMs: 15 * minuteMs,
  goneAfterMs: minuteMs,
}

/** Requests to storage that a reconciler has under way. */
const storageConcurrency = 4
/** Within one pass; what fails for longer is tried again at a later pass. */
const storageRetry = { firstDelayMs: 500, maxDelayMs: 5000, factor: 2, attempts: 4 }
const cycleRetry = { firstDelayMs: minuteMs, maxDelayMs: 60 * minuteMs, factor: 2, attempts: 1 }

const random = (): number => randomInt(2 ** 32) / 2 ** 32

export type JanitorOptions = {
  store: Store
  /** Null when no storage is configured: then nothing in storage is touched. */
  storage: StorageResolver | null
  wake: (recordingId: string) => Promise<void>
  ownerId: string
  clock: () => number
  metrics: JanitorMetrics
  log: Logger
  timing: JanitorTiming
}

const depsOf = (options: JanitorOptions, storage: StorageResolver, targets: StorageTargets) => {
  const { store, clock, metrics, log, timing } = options
  const deps: JanitorDeps = {
    store,
    resolveStorage: (target) => storage.resolve(target),
    knowStorage: storage.know,
    targets,
    limits: timing,
    cyclesSeen: new FirstSeen(),
    stagingSeen: new FirstSeen(),
    tryLater: new TryLater(cycleRetry, random),
    limit: pLimit(storageConcurrency),
    storageRetry,
    random,
    clock,
    metrics,
    log,
  }
  return deps
}

/** Starts the slow passes, each in a loop of its own: one that waits for a storage does not hold up another. */
export const startJanitor = (options: JanitorOptions, releasers: Releasers): void => {
  const { storage, timing, metrics, log, clock } = options
  const targets = new StorageTargets()
  const loop = (
    name: JanitorPass,
    intervalMs: number,
    pass: (signal: AbortSignal) => Promise<void>,
  ) => {
    const running = startReconcileLoop({
      intervalMs,
      pass: async (signal) => {
        const startedAtMs = clock()
        await pass(signal)
        metrics.passed(name, (clock() - startedAtMs) / 1000)
      },
      onError: (err) => {
        metrics.failed(name)
        log.warn({ err, pass: name }, 'a pass of the janitor failed; it is tried again')
      },
    })
    releasers.add(`janitor: ${name}`, () => running.stop())
  }
  const owned: OwnedDeps = {
    ...options,
    resolveStorage: storage && ((target) => storage.resolve(target)),
    targets,
    watch: new OwnedWatch(),
    revocations: new Revocations(),
    limits: timing,
  }
  loop('owned', timing.ownedEveryMs, (signal) => lookAfterOwned(owned, signal))
  if (storage === null) {
    log.warn('no storage is configured: what lost recorders leave in storage is not cleaned up')
    return
  }
  const deps = depsOf(options, storage, targets)
  loop('cycles', timing.cyclesEveryMs, (signal) => endLeftCycles(deps, signal))
  loop('staging', timing.stagingEveryMs, (signal) => sweepStaging(deps, signal))
}
