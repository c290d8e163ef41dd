/** The pauses before a recording is begun anew that ended by itself while its stream was published. */
export const begunAnewPolicy = {
  firstDelayMs: 10_000,
  maxDelayMs: 300_000,
  factor: 2,
  /** A recording that ran for so long has its ending counted as the first one. */
  steadyMs: 300_000,
} as const

/**
 * Milliseconds to wait before a recording is begun anew: none after the first ending, then 10 s, 20 s, 40 s, at most 300 s.
 * @param endings how often it ended by itself, 1 for the first time
 */
export const begunAnewDelayMs = (endings: number): number =>
  endings <= 1
    ? 0
    : Math.min(
        begunAnewPolicy.maxDelayMs,
        begunAnewPolicy.firstDelayMs * begunAnewPolicy.factor ** Math.min(30, endings - 2),
      )

/** How often a recording has ended by itself now, after one that ran from `startedAtMs` (null: never) to `endedAtMs`. */
export const endingsAfter = (
  endings: number,
  { startedAtMs, endedAtMs }: { startedAtMs: number | null; endedAtMs: number },
): number =>
  startedAtMs !== null && endedAtMs - startedAtMs >= begunAnewPolicy.steadyMs ? 1 : endings + 1
