import { randomInt } from 'node:crypto'
import {
  controlPortsOf,
  countMadeRecordings,
  createStreamControl,
  type StreamControl,
} from '@tapedeck/control'
import type { StorageResolver } from '@tapedeck/object-store'
import {
  countJobs,
  type Producer,
  type Schedule,
  startSchedules,
  startWorker,
} from '@tapedeck/queue'
import type { Store } from '@tapedeck/store'
import { currentTraceparent, type Logger, type Metrics, type Releasers } from '@tapedeck/telemetry'
import { createOnDemandAsker } from '@tapedeck/webhooks'
import { inBackground } from '../in-background.ts'
import { TryLater } from '../janitor/try-later.ts'
import { createAnswerAsks } from '../on-demand/answer-asks.ts'
import { createOnDemandMetrics } from '../on-demand/on-demand-metrics.ts'
import { removeDue } from '../retention/remove-due.ts'
import type { RetentionDeps } from '../retention/retention-deps.ts'
import { createRetentionMetrics } from '../retention/retention-metrics.ts'
import { WallClockTrust } from '../retention/wall-clock-trust.ts'
import { type DriveDeps, DueStreams, sweepStreams } from './drive-streams.ts'
import { createStreamMetrics, type ScheduleName, type StreamMetrics } from './stream-metrics.ts'

/** How often it is looked for what is due, in milliseconds. */
export type StreamTiming = {
  dueEveryMs: number
  sweepEveryMs: number
  retentionEveryMs: number
  /** How long what could not be removed is left alone. */
  retentionLaterMs: number
}

/** With the watch of the schedules (1.75 beats at most) a window opens and closes within a second. */
export const defaultStreamTiming: StreamTiming = {
  dueEveryMs: 500,
  sweepEveryMs: 10_000,
  retentionEveryMs: 10_000,
  retentionLaterMs: 60_000,
}

/** Callbacks asked at once: they wait nearly all the time, and one that hangs must not hold up the others. */
const askConcurrency = 256
/** A stream that fails is tried again later and later; it can wait no longer than for the sweep. */
const failureRetry = { firstDelayMs: 500, maxDelayMs: 10_000, factor: 2, attempts: 1 }
const random = (): number => randomInt(2 ** 32) / 2 ** 32

export type StreamsOptions = {
  redisUrl: string
  store: Store
  producer: Producer
  storage: StorageResolver
  /** Lets on-demand callbacks be on private networks. */
  allowPrivate: boolean
  drainMs: number
  metrics: Metrics
  log: Logger
  timing: StreamTiming
}

const monotonic = (): number => performance.now()

const createControl = ({ store, producer, storage, log, metrics }: StreamsOptions): StreamControl =>
  createStreamControl(
    controlPortsOf({
      store,
      producer,
      storage: (target) => storage.resolve(target),
      knowStorage: storage.know,
      clock: Date.now,
      log,
      onMade: countMadeRecordings(metrics),
      traceparent: currentTraceparent,
    }),
  )

/** Figures know the schedules by their names. */
type NamedSchedule = Schedule & { name: ScheduleName }

const driveSchedules = (
  options: StreamsOptions,
  control: StreamControl,
  metrics: StreamMetrics,
  releasers: Releasers,
): NamedSchedule[] => {
  const { store, log, timing } = options
  const deps: DriveDeps = {
    store,
    control,
    tryLater: new TryLater(failureRetry, random),
    wallClock: Date.now,
    clock: monotonic,
    metrics,
    log,
  }
  const due = new DueStreams(deps)
  const looking = inBackground(
    () => due.begin(),
    (err) => log.warn({ err }, 'due streams could not be read; it is tried again'),
  )
  const sweeping = inBackground(
    (signal) => sweepStreams(deps, signal),
    (err) => log.warn({ err }, 'the sweep of streams broke off; it is tried again'),
  )
  releasers.add('due streams', async () => {
    await Promise.all([looking.stop(), sweeping.stop()])
    await due.stop()
  })
  return [
    { name: 'due-streams', everyMs: timing.dueEveryMs, beat: looking.begin },
    { name: 'sweep-streams', everyMs: timing.sweepEveryMs, beat: sweeping.begin },
  ]
}

const retentionSchedule = (options: StreamsOptions, releasers: Releasers): NamedSchedule => {
  const { store, storage, log, timing } = options
  const deps: RetentionDeps = {
    store,
    storage,
    trust: new WallClockTrust(),
    laterMs: timing.retentionLaterMs,
    wallClock: Date.now,
    serverClock: () => store.serverTimeMs(),
    metrics: createRetentionMetrics(options.metrics, () => store.retention.count()),
    log,
  }
  const removing = inBackground(
    (signal) => removeDue(deps, monotonic(), signal),
    (err) => log.warn({ err }, 'what is due for removal could not be read; it is tried again'),
  )
  releasers.add('retention', () => removing.stop())
  return { name: 'retention', everyMs: timing.retentionEveryMs, beat: removing.begin }
}

const startAsking = (
  options: StreamsOptions,
  control: StreamControl,
  releasers: Releasers,
): void => {
  const { redisUrl, store, allowPrivate, drainMs, log } = options
  const asker = createOnDemandAsker({ allowPrivate })
  releasers.add('on-demand asker', () => asker.close())
  const stopping = new AbortController()
  const processor = createAnswerAsks({
    store,
    control,
    asker,
    metrics: createOnDemandMetrics(options.metrics),
    log,
    signal: stopping.signal,
  })
  const worker = startWorker('ask', processor, {
    redisUrl,
    concurrency: askConcurrency,
    closeTimeoutMs: drainMs,
    onError: (err) => log.warn({ err }, 'the worker of on-demand callbacks'),
    onRun: countJobs(options.metrics),
  })
  releasers.add('on-demand worker', async () => {
    // what waits for a callback is asked again by another reconciler
    stopping.abort()
    await worker.close()
  })
}

/**
 * Starts the clock of rules: what is due of streams, the sweep that heals them, on-demand callbacks and the removal of what
 * was kept long enough. Any number of reconcilers may do it; of the beats each is given to one.
 */
export const startStreams = (options: StreamsOptions, releasers: Releasers): StreamControl => {
  const { redisUrl, log } = options
  const metrics = createStreamMetrics(options.metrics)
  const control = createControl(options)
  startAsking(options, control, releasers)
  const schedules = [
    ...driveSchedules(options, control, metrics, releasers),
    retentionSchedule(options, releasers),
  ]
  const running = startSchedules(schedules, {
    redisUrl,
    onError: (err) => log.warn({ err }, 'the schedules: connection'),
    onBeat: metrics.beat,
    onReset: (schedule) => {
      metrics.reset(schedule)
      log.warn({ schedule }, 'a job scheduler stood still and was made anew')
    },
  })
  releasers.add('schedules', () => running.close())
  return control
}
