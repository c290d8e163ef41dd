/** One access unit. Times are in ticks of its track. */
export type Sample = {
  trackId: number
  /** Decoding time on the recording's media time line (after rebaseFragment) or the pull's (before). */
  dts: number
  /** Presentation time minus decoding time; may be negative. */
  ctsOffset: number
  duration: number
  isSync: boolean
  /** Where the bytes stand in `Fragment.bytes`. */
  offset: number
  size: number
}

/** The atom of media: one moof+mdat as ffmpeg emitted it. */
export type Fragment = {
  bytes: Buffer
  /** Length of the moof at the start of `bytes`; what follows is the mdat. */
  moofBytes: number
  /** In file order; the samples of one trun stand together. */
  samples: Sample[]
}
