/** Tells how long a source was silent before its pull ended. */
export type SilenceMeter = {
  /** Something came. */
  mark(nowMs: number): void
  /** Milliseconds without anything before `endMs`; what ffmpeg let go at its very end does not count. */
  silentMs(endMs: number): number
}

/** Marks closer together than this are one. */
const grainMs = 50
/** What comes this shortly before the end was flushed by it. */
const flushMs = 500
const maxMarks = flushMs / grainMs + 2

/** @param startMs when the pull started, on the same monotonic clock as the marks */
export const createSilenceMeter = (startMs: number): SilenceMeter => {
  const marks = [startMs]
  return {
    mark: (nowMs) => {
      if (marks.length > 1 && nowMs - (marks.at(-2) ?? 0) < grainMs) marks.pop()
      marks.push(nowMs)
      if (marks.length > maxMarks) marks.shift()
    },
    silentMs: (endMs) => {
      const last = marks.findLast((mark) => endMs - mark > flushMs)
      if (last === undefined) return endMs - (marks.at(-1) ?? startMs)
      const next = marks.find((mark) => mark > last)
      return (next ?? endMs) - last
    },
  }
}
