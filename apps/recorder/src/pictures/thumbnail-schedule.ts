/**
 * Which keyframes of a recording become thumbnails: the first one at or after the beginning of every interval of media
 * time. Intervals are numbered from the beginning of the recording, whoever records it. Pure.
 */
export class ThumbnailSchedule {
  readonly #intervalMs: number
  #last: number

  /** @param lastInterval the latest interval of which there is a thumbnail; -1 for none */
  constructor(intervalSeconds: number, lastInterval = -1) {
    this.#intervalMs = intervalSeconds * 1000
    this.#last = lastInterval
  }

  /** The number of the interval that a keyframe is the first of, at its media time; null when it has its picture. */
  take(mediaMs: number): number | null {
    const interval = intervalAt(mediaMs, this.#intervalMs)
    if (interval <= this.#last) return null
    this.#last = interval
    return interval
  }
}

/** Frames come a little early by the rounding of their times. */
const toleranceMs = 5

const intervalAt = (mediaMs: number, intervalMs: number): number =>
  Math.floor((mediaMs + toleranceMs) / intervalMs)

/** The latest interval of which one of some thumbnails is. */
export const lastIntervalOf = (
  thumbnails: readonly { mediaMs: number }[],
  intervalSeconds: number,
): number =>
  thumbnails.reduce(
    (last, { mediaMs }) => Math.max(last, intervalAt(mediaMs, intervalSeconds * 1000)),
    -1,
  )
