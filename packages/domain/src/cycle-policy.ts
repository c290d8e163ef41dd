/** When a cycle must end, in the words of the template. */
export type CycleLimits = { cycleMs: number; maxBytes: number | null }

/** What is known when a fragment that could start a new cycle has arrived. */
export type CyclePosition = {
  /** Media milliseconds from the cycle's first sample to this fragment's. */
  mediaMs: number
  /** Wall milliseconds since the cycle's first fragment arrived. */
  wallMs: number
  /** Bytes composed in this cycle so far. */
  bytes: number
  /** Bytes between the last two points at which a cut was possible: what waiting for the next point would add. */
  lastGopBytes: number
  isSplitRequested: boolean
  isCodecChanged: boolean
}

export const cutReasons = ['time', 'size', 'split', 'codec', 'stalled_clock'] as const
export type CutReason = (typeof cutReasons)[number]

/** Media clocks that fall behind the wall by more than this fraction of a cycle (and 10 s) are cut on wall time. */
const stalledClockRatio = 1.5
const stalledClockSlackMs = 10_000

/**
 * Decides whether the cycle ends before this fragment, which starts with a keyframe (or has no video).
 * A frame's rounding must not push a cut to the next keyframe, hence the tolerance of one millisecond.
 */
export const cutReason = (limits: CycleLimits, position: CyclePosition): CutReason | null => {
  if (position.isCodecChanged) return 'codec'
  if (position.isSplitRequested) return 'split'
  if (position.mediaMs + 1 >= limits.cycleMs) return 'time'
  if (limits.maxBytes !== null && position.bytes + position.lastGopBytes > limits.maxBytes)
    return 'size'
  if (position.wallMs > limits.cycleMs * stalledClockRatio + stalledClockSlackMs)
    return 'stalled_clock'
  return null
}
