/** Why a pull is taken for dead. */
export type TripReason =
  | { kind: 'no_bytes'; silentMs: number }
  | { kind: 'no_media'; stalledMs: number }
  | { kind: 'slow_media'; ratio: number }

export type WatchdogLimits = {
  /** No byte for this long. */
  silentMs: number
  /** Bytes, and media time does not move, for this long. */
  stalledMediaMs: number
  /** Least media time per wall time over a whole window, 0 to 1. */
  minMediaRatio: number
  ratioWindowMs: number
}

/** The rule without a timer. Times are milliseconds on one clock that does not jump. */
export type WatchdogRule = {
  bytes(count: number, nowMs: number): void
  /** The end of the media so far; a smaller one (time stamps that jump back) starts the count anew. */
  media(endMs: number, nowMs: number): void
  check(nowMs: number): TripReason | null
  /** Takes `ms` milliseconds up to now out of every count: the source is not to blame for them. */
  leaveOut(ms: number, nowMs: number): void
  /** Milliseconds until `check` can answer otherwise if nothing comes. */
  nextCheckMs(nowMs: number): number
}

/** @param startMs silence and stalling count from here until something comes */
export const createWatchdogRule = (limits: WatchdogLimits, startMs: number): WatchdogRule => {
  let lastByteAt = startMs
  let lastMediaAt = startMs
  let mediaMs: number | null = null
  /** Start of the window that is measured; two numbers, however long it runs. */
  let windowAt: number | null = null
  let windowMediaMs = 0
  const startWindow = (nowMs: number): void => {
    windowAt = nowMs
    windowMediaMs = 0
  }
  return {
    bytes: (count, nowMs) => {
      if (count > 0) lastByteAt = nowMs
    },
    media: (endMs, nowMs) => {
      if (endMs === mediaMs) return
      const gainedMs = endMs - (mediaMs ?? endMs)
      mediaMs = endMs
      lastMediaAt = nowMs
      // a jump in either direction is no news of how fast the source delivers
      if (windowAt === null || gainedMs < 0 || gainedMs > limits.ratioWindowMs) startWindow(nowMs)
      else windowMediaMs += gainedMs
    },
    check: (nowMs) => {
      if (nowMs - lastByteAt >= limits.silentMs)
        return { kind: 'no_bytes', silentMs: nowMs - lastByteAt }
      if (nowMs - lastMediaAt >= limits.stalledMediaMs)
        return { kind: 'no_media', stalledMs: nowMs - lastMediaAt }
      if (windowAt === null || nowMs - windowAt < limits.ratioWindowMs) return null
      const ratio = windowMediaMs / (nowMs - windowAt)
      startWindow(nowMs)
      return ratio < limits.minMediaRatio ? { kind: 'slow_media', ratio } : null
    },
    leaveOut: (ms, nowMs) => {
      lastByteAt = Math.min(nowMs, lastByteAt + ms)
      lastMediaAt = Math.min(nowMs, lastMediaAt + ms)
      if (windowAt !== null) windowAt = Math.min(nowMs, windowAt + ms)
    },
    nextCheckMs: (nowMs) => {
      const due = [
        lastByteAt + limits.silentMs,
        lastMediaAt + limits.stalledMediaMs,
        (windowAt ?? Number.POSITIVE_INFINITY) + limits.ratioWindowMs,
      ]
      return Math.max(1, Math.min(...due) - nowMs)
    },
  }
}
