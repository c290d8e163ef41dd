import type { TimedSample } from './sample-order.ts'

/** Tracks that differ by more than this do not end, or begin, together. */
const apartMs = 1000

/**
 * The time that a file or a slice covers. It begins where the one before it ended, and ends with its video, because
 * cuts are made at keyframes: so the lengths of neighbours add up exactly, whatever the audio frame that lies across
 * the cut. Other tracks set the end when there is no video or when they outrun it (a picture that froze); the first
 * sample sets the beginning when there is a gap before it.
 */
export class MediaSpan {
  readonly #previousEndMs: number | null
  #startMs = Number.POSITIVE_INFINITY
  #videoEndMs = Number.NEGATIVE_INFINITY
  #otherEndMs = Number.NEGATIVE_INFINITY

  /** `previousEndMs` is the end of the span before, or the origin of the first one; null begins at the first sample. */
  constructor(previousEndMs: number | null = null) {
    this.#previousEndMs = previousEndMs
  }

  add({ sample, track, dtsMs }: TimedSample): void {
    const endMs = dtsMs + (sample.duration * 1000) / track.timescale
    this.#startMs = Math.min(this.#startMs, dtsMs)
    if (track.kind === 'video') this.#videoEndMs = Math.max(this.#videoEndMs, endMs)
    else this.#otherEndMs = Math.max(this.#otherEndMs, endMs)
  }

  get #isEmpty(): boolean {
    return this.#startMs === Number.POSITIVE_INFINITY
  }

  /** Null when nothing was added and nothing came before. */
  get endMs(): number | null {
    return this.#isEmpty ? this.#previousEndMs : this.#lastEndMs
  }

  get #lastEndMs(): number {
    const isOutrun = this.#otherEndMs - this.#videoEndMs > apartMs
    return isOutrun ? this.#otherEndMs : this.#videoEndMs
  }

  /** Milliseconds, not rounded; 0 when nothing was added. */
  get durationMs(): number {
    if (this.#isEmpty) return 0
    const previousMs = this.#previousEndMs ?? this.#startMs
    const isApart = this.#startMs - previousMs > apartMs
    return Math.max(0, this.#lastEndMs - (isApart ? this.#startMs : previousMs))
  }
}
