import { backoffDelayMs, type RetryPolicy } from '@tapedeck/domain'
import type { Logger } from '@tapedeck/telemetry'
import { type FillRecordingDeps, fillRecording } from './fill-recording.ts'

/** Recordings that may wait; what is turned away is found again when the recorder starts next. */
const maxWaiting = 10_000

/** Tries for about two days; what is left then waits in the spool for the next start. */
const lostMediaRetry: RetryPolicy = {
  firstDelayMs: 1000,
  maxDelayMs: 60_000,
  factor: 2,
  attempts: 3000,
}

/** Tries of one request to storage; behind them the whole recording waits for its next turn. */
const storageAttempts = 10

type Waiting = { attempts: number; notBeforeMs: number }

export type LostMediaDeps = FillRecordingDeps & {
  log: Logger
  /** When a recording is tried again; for tests. */
  retry?: RetryPolicy
}

/**
 * Brings media into storage that lies in this recorder's spool and that no session goes on from. One recording at a
 * time, beside the sessions and behind them: it may wait, for the spool has it.
 */
export class LostMedia {
  readonly #deps: LostMediaDeps
  readonly #retry: RetryPolicy
  readonly #waiting = new Map<string, Waiting>()
  readonly #stopped = new AbortController()
  #running: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  #isStarted = false
  #current: { recordingId: string; isAskedAgain: boolean } | null = null

  constructor(deps: LostMediaDeps) {
    const { storageRetry, retry = lostMediaRetry } = deps
    const attempts = Math.min(storageAttempts, storageRetry.attempts)
    this.#deps = { ...deps, storageRetry: { ...storageRetry, attempts } }
    this.#retry = retry
  }

  /** Recordings that wait or are at work. */
  get size(): number {
    return this.#waiting.size + (this.#current === null ? 0 : 1)
  }

  /** Begins with what was asked for so far. */
  start(): void {
    this.#isStarted = true
    this.#goOn()
  }

  /** A recording of which something may lie in the spool that nobody goes on from. */
  enqueue(recordingId: string): void {
    if (this.#stopped.signal.aborted) return
    if (recordingId === this.#current?.recordingId) this.#current.isAskedAgain = true
    else if (this.#waiting.size >= maxWaiting)
      this.#deps.log.error({ recordingId }, 'too many recordings wait for their lost media')
    else this.#waiting.set(recordingId, { attempts: 0, notBeforeMs: 0 })
    this.#goOn()
  }

  /** Breaks off what is under way; the spool keeps it for the next start. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#running
  }

  #goOn(): void {
    this.#deps.metrics.lostMediaWaiting.set(this.size)
    if (!this.#isStarted || this.#running !== null || this.#stopped.signal.aborted) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const next = this.#nextDue()
    if (next === null) return
    const waitMs = next.notBeforeMs - this.#deps.monotonic()
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#goOn(), waitMs)
      return
    }
    this.#running = this.#work(next.recordingId, next.attempts).finally(() => {
      this.#running = null
      this.#goOn()
    })
  }

  #nextDue(): (Waiting & { recordingId: string }) | null {
    let next: (Waiting & { recordingId: string }) | null = null
    for (const [recordingId, waiting] of this.#waiting)
      if (next === null || waiting.notBeforeMs < next.notBeforeMs)
        next = { recordingId, ...waiting }
    return next
  }

  /** Never rejects. */
  async #work(recordingId: string, attempts: number): Promise<void> {
    this.#waiting.delete(recordingId)
    const current = { recordingId, isAskedAgain: false }
    this.#current = current
    const log = this.#deps.log.child({ recordingId })
    let isDone = false
    try {
      const outcome = await fillRecording(this.#deps, recordingId, this.#stopped.signal, log)
      isDone = outcome !== 'later'
    } catch (error) {
      if (this.#stopped.signal.aborted) log.info('lost media waits for the next start')
      else log.warn({ err: error, attempts }, 'lost media could not be stored; trying again later')
    }
    this.#current = null
    if (current.isAskedAgain) this.#waiting.set(recordingId, { attempts: 0, notBeforeMs: 0 })
    else if (!isDone) this.#later(recordingId, attempts + 1, log)
  }

  #later(recordingId: string, attempts: number, log: Logger): void {
    if (this.#stopped.signal.aborted) return
    if (attempts >= this.#retry.attempts) {
      log.error({ attempts }, 'lost media is given up; it stays in the spool')
      return
    }
    this.#deps.metrics.lostMediaRetries.inc()
    const delayMs = backoffDelayMs(this.#retry, attempts, this.#deps.random())
    this.#waiting.set(recordingId, {
      attempts,
      notBeforeMs: this.#deps.monotonic() + delayMs,
    })
  }
}
