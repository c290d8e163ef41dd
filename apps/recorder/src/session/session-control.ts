import type { DesiredControl, StopMode } from '@tapedeck/domain'
import type { WaitFailure } from './session-failure.ts'

/**
 * What a session is told from outside: the user's wishes as they stand in the record, the recorder's shutdown, the
 * loss of the lease, and what makes going on impossible. One signal each, so that every wait can be cut short.
 */
export class SessionControl {
  readonly #ending = new AbortController()
  #stopMode: StopMode | null = null
  #splitsSeen: number
  #onSplits: ((count: number) => void) | null = null
  #onStop: ((mode: StopMode) => void) | null = null
  #isShutdown = false
  #isLost = false
  #isHandedOver = false
  #fault: WaitFailure | null = null

  constructor(desired: DesiredControl) {
    this.#splitsSeen = desired.splits
    if (desired.stop !== null) this.#stop(desired.stop)
  }

  /** Aborted by whatever ends the session: waiting for the stream is over. */
  get ending(): AbortSignal {
    return this.#ending.signal
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
    if (listener === null || !this.#ending.signal.aborted) return
    const isUnwanted = this.#isLost || this.#isHandedOver
    listener(isUnwanted ? 'now' : (this.#stopMode ?? 'graceful'))
  }

  /** Compares the wishes with what was seen before. */
  apply(desired: DesiredControl): void {
    if (desired.splits > this.#splitsSeen) {
      this.#onSplits?.(desired.splits - this.#splitsSeen)
      this.#splitsSeen = desired.splits
    }
    if (desired.stop !== null) this.#stop(desired.stop)
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

  #stop(mode: StopMode): void {
    if (this.#stopMode === 'now' || this.#stopMode === mode) return
    this.#stopMode = mode
    this.#end(mode)
  }

  #end(mode: StopMode): void {
    this.#ending.abort()
    this.#onStop?.(mode)
  }
}
