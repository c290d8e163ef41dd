import { setTimeout as sleep } from 'node:timers/promises'
import { backoffDelayMs, type RetryPolicy } from '@tapedeck/domain'
import { waitForStream } from '@tapedeck/ffmpeg'
import type { PullResult } from './fragment-receiver.ts'
import type { SessionDeps } from './session-deps.ts'
import { failureOfPresence, failureOfPull, isAbsence, type WaitFailure } from './session-failure.ts'

/** Between pulls that brought nothing: 1 to 5 s, whatever the random part is. */
const emptyPullPolicy: RetryPolicy = {
  firstDelayMs: 2000,
  maxDelayMs: 5000,
  factor: 1.5,
  attempts: Number.POSITIVE_INFINITY,
}

/**
 * What the first look behind a pull is given, however little of the waiting time is left: a stream is never taken for
 * gone without having been looked for.
 */
const leastTryMs = 2000

const absent: WaitFailure = { reason: 'no_stream', detail: 'The stream was not there' }

/** Waits for the stream of one recording, time after time, and knows why there is nothing to record. */
export class StreamWait {
  readonly #deps: SessionDeps
  readonly #url: string
  #emptyPulls = 0
  #announcesVideo = false
  #failure = absent
  #obstacle: string | null = null

  constructor(deps: SessionDeps, url: string) {
    this.#deps = deps
    this.#url = url
  }

  /** Why the stream could not be recorded so far, as the record will say it when the time is over. */
  get failure(): WaitFailure {
    return this.#failure
  }

  /** What kept the stream from being recorded since the last media, other than that nobody publishes it; null: nothing. */
  get obstacle(): string | null {
    return this.#obstacle
  }

  /** What the server said of the live stream: a pull without video would be less than half of it. */
  get announcesVideo(): boolean {
    return this.#announcesVideo
  }

  /** The last pull brought media, or was not meant to. */
  pulled(): void {
    this.#emptyPulls = 0
    this.#failure = absent
    this.#obstacle = null
  }

  /** The last pull brought nothing: what looks live and cannot be pulled must not be pulled without a pause. */
  pulledNothing(result: PullResult): void {
    this.#emptyPulls += 1
    this.#note(failureOfPull(result), result.exit.kind)
  }

  /**
   * True when the stream is live, false when the time is over or the signal is aborted.
   * @param deadlineMs on the clock that does not jump
   */
  async untilLive(deadlineMs: number, signal: AbortSignal): Promise<boolean> {
    const leftMs = () => deadlineMs - this.#deps.monotonic()
    this.#announcesVideo = false
    if (this.#emptyPulls > 0) await this.#pause(leftMs(), signal)
    const outcome = await waitForStream({
      url: this.#url,
      signal,
      timeoutMs: leftMs(),
      // what looks live and brings nothing is not looked for without an end
      leastTryMs: this.#emptyPulls === 0 ? leastTryMs : 0,
      connectTimeoutMs: this.#deps.connectTimeoutMs,
      random: this.#deps.random,
      onAttempt: (attempt) => {
        this.#note(failureOfPresence(attempt), attempt.kind)
      },
      onLive: ({ announcesVideo }) => {
        this.#announcesVideo = announcesVideo
      },
    })
    return outcome === 'live'
  }

  /** A try that the deadline cut short looks like silence; what an earlier one saw of the stream says more. */
  #note(failure: WaitFailure | null, kind: Parameters<typeof isAbsence>[0]): void {
    if (failure === null) return
    if (failure.reason === 'source_silent' && this.#failure.reason === 'source_invalid') return
    this.#failure = failure
    this.#obstacle = failure.reason === 'no_stream' && isAbsence(kind) ? null : failure.detail
  }

  async #pause(leftMs: number, signal: AbortSignal): Promise<void> {
    const pauseMs = backoffDelayMs(emptyPullPolicy, this.#emptyPulls, this.#deps.random())
    await sleep(Math.max(0, Math.min(pauseMs, leftMs)), undefined, { signal }).catch(() => {
      // the session is ending or paused, as its owner will see
    })
  }
}
