/** How renditions are made. */
export type EncoderSettings = {
  /** Most threads of one. */
  threads: number
  /** Encoders that this host's ffmpeg would need and does not have. */
  missing: readonly string[]
}

/** How a source is pulled and when it counts as gone. */
export type PullSettings = {
  ffmpegPath: string
  encoder: EncoderSettings
  /** No byte of the source for so long ends the pull. */
  silentMs: number
  /**
   * Longest wait for a track that the stream announces; what comes meanwhile is kept. nginx sends no picture before
   * a keyframe, so a shorter wait than the distance of keyframes would give up the video.
   */
  analyzeMs: number
  /**
   * Longest wait for a pull's first keyframe. ffmpeg writes no picture before it, so this must be longer than the
   * distance of keyframes of any stream that is to be recorded.
   */
  firstKeyframeMs: number
  /** Bytes but no media time for so long ends the pull. */
  stalledMediaMs: number
  /** Sound but no picture for so long, of a stream that has one, ends the pull: slides may be sent every few seconds only. */
  pictureStillMs: number
  /** Media time below this share of wall time over `ratioWindowMs` ends the pull. */
  minMediaRatio: number
  ratioWindowMs: number
  /** From SIGINT to SIGKILL. */
  stopTimeoutMs: number
  killTimeoutMs: number
  /** Wall time, Unix milliseconds. */
  clock: () => number
  /** Milliseconds that do not jump. */
  monotonic: () => number
}

/** The settings that follow from how long a source may be silent. */
export const pullSettings = (options: {
  ffmpegPath: string
  encoder?: EncoderSettings
  sourceTimeoutMs: number
  stopTimeoutMs: number
  clock: () => number
  monotonic: () => number
}): PullSettings => ({
  ffmpegPath: options.ffmpegPath,
  encoder: options.encoder ?? { threads: 1, missing: [] },
  silentMs: options.sourceTimeoutMs,
  analyzeMs: options.sourceTimeoutMs,
  firstKeyframeMs: options.sourceTimeoutMs * 3,
  stalledMediaMs: options.sourceTimeoutMs,
  pictureStillMs: options.sourceTimeoutMs * 3,
  minMediaRatio: 0.5,
  ratioWindowMs: options.sourceTimeoutMs * 6,
  stopTimeoutMs: options.stopTimeoutMs,
  killTimeoutMs: 5000,
  clock: options.clock,
  monotonic: options.monotonic,
})
