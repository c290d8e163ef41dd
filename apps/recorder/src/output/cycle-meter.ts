import type { CyclePosition, FileTruth } from '@tapedeck/domain'
import { TruthMeter } from './file-truth.ts'
import type { PlacedFragment } from './placed-fragment.ts'

/** When a cycle (or slice) began and how long it is. */
export type Span = {
  startedAtMs: number
  /** Wall time at which its last media was live: later than its duration tells when a gap lies inside it. */
  endedAtMs: number
  durationMs: number
  /** How truly it shows what was received. */
  truth?: FileTruth
}

/**
 * Measures a running cycle or slice on the leading track. It lasts from the end of the one before it, so that the
 * durations of all of them add up exactly to what was recorded.
 */
export class CycleMeter {
  readonly #startMs: number
  readonly #startedAtMs: number
  /** Where it begins on the time line that cuts are measured on. */
  readonly #cutStartMs: number
  readonly #truth: TruthMeter
  /** Moved on by every gap, so that waiting for the source does not count as a media clock that stands still. */
  #openedAtMs: number
  #lastAtMs: number
  #endMs: number
  #bytes = 0
  #bytesAtCutPoint = 0
  #lastGopBytes = 0

  /**
   * @param previousEndMs media time at which the one before ended; null for the first
   * @param nowMs milliseconds on a clock that does not jump
   */
  constructor(first: PlacedFragment, previousEndMs: number | null, nowMs: number) {
    this.#startMs = previousEndMs ?? first.startMs
    this.#startedAtMs = first.startedAtMs + this.#startMs - first.startMs
    this.#endMs = this.#startMs
    this.#cutStartMs = first.cutSpan?.startMs ?? this.#startMs
    this.#truth = new TruthMeter(this.#startMs)
    this.#openedAtMs = nowMs
    this.#lastAtMs = nowMs
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Media time at which it ends so far. */
  get endMs(): number {
    return this.#endMs
  }

  get durationMs(): number {
    return this.#endMs - this.#startMs
  }

  add(placed: PlacedFragment, composedBytes: number, nowMs: number): void {
    if (placed.isAfterGap) this.#openedAtMs += nowMs - this.#lastAtMs
    this.#lastAtMs = nowMs
    if (placed.isCutPoint) {
      this.#lastGopBytes = this.#bytes - this.#bytesAtCutPoint
      this.#bytesAtCutPoint = this.#bytes
    }
    this.#bytes += composedBytes
    this.#truth.add(placed)
    if (placed.leading !== null) this.#endMs = Math.max(this.#endMs, placed.leading.endMs)
  }

  /** Where the cycle stands when `next`, at which it could be cut, has arrived. */
  position(next: PlacedFragment, nowMs: number, isSplitRequested: boolean): CyclePosition {
    const cutSpan = next.cutSpan ?? next.leading
    return {
      mediaMs: (cutSpan?.startMs ?? next.startMs) - this.#cutStartMs,
      wallMs: (next.isAfterGap ? this.#lastAtMs : nowMs) - this.#openedAtMs,
      bytes: this.#bytes,
      lastGopBytes: Math.max(this.#lastGopBytes, this.#bytes - this.#bytesAtCutPoint),
      isSplitRequested,
      isCodecChanged: next.isCodecChanged,
    }
  }

  /** @param endedByCodecChange the stream changed its codec or resolution at the end of the cycle */
  span(endedByCodecChange = false): Span {
    const durationMs = Math.round(this.durationMs * 1000) / 1000
    return {
      startedAtMs: Math.round(this.#startedAtMs),
      endedAtMs: Math.round(this.#truth.endedAtMs ?? this.#startedAtMs + durationMs),
      durationMs,
      truth: this.#truth.truth(durationMs, endedByCodecChange),
    }
  }
}
