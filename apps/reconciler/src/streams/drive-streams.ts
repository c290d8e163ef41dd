import { isTapedeckError } from '@tapedeck/contracts'
import type { StreamControl } from '@tapedeck/control'
import type { StreamName } from '@tapedeck/domain'
import { eachPage, type Store } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import pLimit from 'p-limit'
import type { TryLater } from '../janitor/try-later.ts'
import type { DriveCause, StreamMetrics } from './stream-metrics.ts'

export type DriveDeps = {
  store: Pick<Store, 'streams'>
  control: Pick<StreamControl, 'drive'>
  /** Keeps streams that fail from being tried at every beat. */
  tryLater: TryLater
  /** Wall time, Unix milliseconds. */
  wallClock: () => number
  /** Monotonic milliseconds. */
  clock: () => number
  metrics: StreamMetrics
  log: Logger
}

/** Streams driven side by side, of each cause. */
const concurrency = 16
/** Due streams taken at once; those beyond are taken by the next beat. */
const maxDue = 5000

const nameOf = ({ domain, app, stream }: StreamName): string =>
  JSON.stringify([domain, app, stream])

const isRedisAway = (error: unknown): boolean =>
  isTapedeckError(error) && error.code === 'REDIS_UNAVAILABLE'

const drive = async (
  deps: DriveDeps,
  stream: StreamName,
  cause: DriveCause,
): Promise<'driven' | 'failed'> => {
  const { control, tryLater, metrics, log, clock } = deps
  try {
    await control.drive(stream)
    tryLater.forget(nameOf(stream))
    metrics.drove(cause)
    return 'driven'
  } catch (err) {
    // Redis fails all of them, and says so itself
    if (!isRedisAway(err)) tryLater.failed(nameOf(stream), clock())
    metrics.failed(cause)
    log.warn({ err, ...stream, cause }, 'a stream could not be driven; it is tried again')
    return 'failed'
  }
}

/** Drives what is due; a stream that fails or hangs does not hold the others. */
export class DueStreams {
  readonly #deps: DriveDeps
  readonly #limit = pLimit(concurrency)
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(deps: DriveDeps) {
    this.#deps = deps
  }

  /**
   * Begins to drive every stream that is due and not being driven yet.
   * @throws TapedeckError REDIS_UNAVAILABLE
   */
  async begin(): Promise<void> {
    const { store, wallClock, tryLater, clock } = this.#deps
    for (const stream of await store.streams.due(wallClock(), maxDue)) {
      const name = nameOf(stream)
      if (this.#underWay.has(name) || !tryLater.mayTry(name, clock())) continue
      const driven = this.#limit(() => this.#drive(stream)).finally(() => {
        this.#underWay.delete(name)
      })
      this.#underWay.set(name, driven)
    }
  }

  /** Lets go of those that wait, and waits for those that are being driven. */
  async stop(): Promise<void> {
    this.#limit.clearQueue()
    const running = [...this.#underWay.values()].slice(0, this.#limit.activeCount)
    await Promise.all(running)
  }

  async #drive(stream: StreamName): Promise<void> {
    const { store, wallClock, metrics } = this.#deps
    // only a figure: it must not keep the stream from being driven
    const live = await store.streams.get(stream).catch(() => null)
    const outcome = await drive(this.#deps, stream, 'due')
    const dueAtMs = live?.dueAtMs ?? null
    if (outcome === 'driven' && dueAtMs !== null) metrics.late((wallClock() - dueAtMs) / 1000)
  }
}

/**
 * Drives every active stream once, a page at a time: what a crash left undone is done.
 * @throws TapedeckError REDIS_UNAVAILABLE
 */
export const sweepStreams = async (deps: DriveDeps, signal: AbortSignal): Promise<void> => {
  const limit = pLimit(concurrency)
  let swept = 0
  for await (const streams of eachPage((page) => deps.store.streams.listActive(page))) {
    signal.throwIfAborted()
    await Promise.all(streams.map((stream) => limit(() => drive(deps, stream, 'sweep'))))
    if (signal.aborted) return
    swept += streams.length
  }
  deps.metrics.swept(swept)
}
