import type { Recording, RecordingCommand, StopMode } from '@tapedeck/domain'
import { Bell } from './handover/bell.ts'
import { type Clocks, PauseWish } from './pause-wish.ts'
import type { WaitFailure } from './session-failure.ts'

/** The user's wishes as they stand in a record, and which one of its versions that is. */
export type Wishes = Pick<Recording, 'desired' | 'revision'>

/** What may be done before the recording is ours: a stop is for whoever has it to follow. */
export const withoutStop = ({ desired, revision }: Wishes): Wishes => ({
  desired: { ...desired, stop: null },
  revision,
})

/** Longest wait without another look, in milliseconds: timers do not reach further than some weeks. */
const longestWaitMs = 3_600_000

/**
 * What a session is told from outside: the user's wishes as they stand in the record, the recorder's shutdown, the
 * loss of the lease, and what makes going on impossible. One signal each, so that every wait can be cut short.
 */
export class SessionControl {
  readonly #ending = new AbortController()
  readonly #pause: PauseWish
  readonly #pauseNews = new Bell()
  #leaving = new AbortController()
  #revision: number
  #stopMode: StopMode | null = null
  #splitsSeen: number
  #onSplits: ((count: number) => void) | null = null
  #onStop: ((mode: StopMode) => void) | null = null
  #isShutdown = false
  #isLost = false
  #isHandedOver = false
  #fault: WaitFailure | null = null

  constructor({ desired, revision }: Wishes, clocks: Clocks) {
    this.#pause = new PauseWish(clocks)
    this.#splitsSeen = desired.splits
    this.#revision = revision
    this.#applyPause(desired.pause ?? null)
    if (desired.stop !== null) this.#stop(desired.stop)
  }

  /** Aborted by whatever ends the session: waiting for the stream is over. */
  get ending(): AbortSignal {
    return this.#ending.signal
  }

  /** Aborted by whatever ends the waiting for the stream, a pause included; a new one when the pause is over. */
  get leaving(): AbortSignal {
    return this.#leaving.signal
  }

  /** True while the stream is not to be recorded. */
  get isPaused(): boolean {
    return this.#pause.isOn
  }

  /** True when the recording was paused for as long as it may: it is to be stopped. */
  get isPauseOver(): boolean {
    return this.#pause.isOn && this.#pause.leftMs === 0
  }

  /** Splits that the user asked for so far, as far as it is known here. */
  get splitsSeen(): number {
    return this.#splitsSeen
  }

  get stopMode(): StopMode | null {
    return this.#stopMode
  }

  get isShutdown(): boolean {
    return this.#isShutdown
  }

  get isLost(): boolean {
    return this.#isLost
  }

  /** True when another recorder has the recording now. */
  get isHandedOver(): boolean {
    return this.#isHandedOver
  }

  /** Why the recording cannot go on; null while it can. */
  get fault(): WaitFailure | null {
    return this.#fault
  }

  /** Called with the number of splits that the user asked for since the last call. */
  onSplits(listener: (count: number) => void): void {
    this.#onSplits = listener
  }

  /** Called when a running pull must end: gracefully with its last fragment, or at once. Null takes the listener away. */
  onStop(listener: ((mode: StopMode) => void) | null): void {
    this.#onStop = listener
    if (listener === null || !(this.#ending.signal.aborted || this.isPaused)) return
    const isUnwanted = this.#isLost || this.#isHandedOver
    listener(isUnwanted ? 'now' : (this.#stopMode ?? 'graceful'))
  }

  /** Resolves when the pause is over: taken back, or for as long as it may be, or because the session ends. */
  async whilePaused(): Promise<void> {
    while (this.isPaused && !this.isPauseOver && !this.#ending.signal.aborted)
      await this.#pauseNews.wait(Math.min(longestWaitMs, this.#pause.leftMs))
  }

  /**
   * What `applyLatest` does, for a read that a later one may have come before: wishes of an older version of the record
   * are passed over.
   */
  apply(wishes: Wishes): RecordingCommand['command'][] {
    return wishes.revision < this.#revision ? [] : this.applyLatest(wishes)
  }

  /**
   * Compares the wishes with what was seen before and has it done; what is new. For the latest of reads that are made one
   * after the other: a record whose version went back is that of a Redis which lost its last writes, and what is wished
   * in it counts.
   */
  applyLatest({ desired, revision }: Wishes): RecordingCommand['command'][] {
    this.#revision = revision
    const { isPaused, stopMode } = this
    const news: RecordingCommand['command'][] = []
    const splits = desired.splits - this.#splitsSeen
    this.#splitsSeen = desired.splits
    if (splits > 0) {
      news.push('split')
      this.#onSplits?.(splits)
    }
    this.#applyPause(desired.pause ?? null)
    if (desired.stop !== null) this.#stop(desired.stop)
    if (this.isPaused !== isPaused) news.push(isPaused ? 'resume' : 'pause')
    if (this.stopMode !== stopMode) news.push('stop')
    return news
  }

  /** The recorder ends: the pull is closed cleanly and the recording left to another. */
  shutdown(): void {
    this.#isShutdown = true
    this.#end('graceful')
  }

  /** Another generation owns the recording. */
  loseLease(): void {
    this.#isLost = true
    this.#end('now')
  }

  /** Another recorder was given the recording, and what comes from here on is its. */
  handedOver(): void {
    this.#isHandedOver = true
    this.#end('now')
  }

  /** The recording cannot go on: what was received is stored, then it fails. The first reason stays. */
  fail(failure: WaitFailure): void {
    this.#fault ??= failure
    this.#end('graceful')
  }

  #applyPause(pause: Parameters<PauseWish['apply']>[0]): void {
    const wasPaused = this.isPaused
    this.#pause.apply(pause)
    this.#pauseNews.ring()
    if (this.isPaused === wasPaused || this.#ending.signal.aborted) return
    if (wasPaused) {
      this.#leaving = new AbortController()
      return
    }
    this.#leaving.abort()
    this.#onStop?.('graceful')
  }

  #stop(mode: StopMode): void {
    if (this.#stopMode === 'now' || this.#stopMode === mode) return
    this.#stopMode = mode
    this.#end(mode)
  }

  #end(mode: StopMode): void {
    this.#ending.abort()
    this.#leaving.abort()
    this.#pauseNews.ring()
    this.#onStop?.(mode)
  }
}
