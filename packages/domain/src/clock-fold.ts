/**
 * How a pull writes steps of the source's clock that MP4 cannot hold, back or far forward: modulo this. Above the range
 * of usual jumps, and within 2^31 ticks at 192 kHz. A whole number of seconds, so that it is exact in every timescale.
 */
export const clockFoldMs = 8_192_000

/** How often the fold was left out stands in the composition offset of the sample behind the step, in units of this. */
export const foldMarkMs = 4000

/** Added to that number, so that it is never negative: 2^32 ms hold 524 folds. */
export const foldMarkBias = 1024
