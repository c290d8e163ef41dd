/**
 * How the spool stands. low: no recording is taken any more, and those that run are told of. full: recordings are ended,
 * the newest first, while there is room to finish their files.
 */
export const spoolLevels = ['ok', 'low', 'full'] as const
export type SpoolLevel = (typeof spoolLevels)[number]

/** What the level is made of. */
export type SpoolFacts = {
  /** Bytes of fragments, journals and work files. */
  usedBytes: number
  /** What they may take. */
  maxBytes: number
  /** What the file system can still take, whoever uses it. */
  freeBytes: number
  /** Bytes that are written per second, however much is deleted meanwhile. */
  inflowBytesPerSecond: number
}

/** The rules, as shares of the bound and as time in which the room would be used up. */
export const spoolRules = {
  /** Time that ending needs: until the next look, until ffmpeg has ended, until the last files are composed. */
  fullSeconds: 15,
  /** However little comes in: at least this share or these bytes, whichever is less. */
  fullShare: 0.05,
  fullBytes: 1024 ** 3,
  /** However much comes in: no more than this share. */
  fullMostShare: 0.1,
  /** Low is what lasts no longer than this... */
  lowSeconds: 600,
  /** ...but no more than this share... */
  lowShare: 0.2,
  /** ...and no less than so many times what is full. */
  lowTimesFull: 2,
  /** A level is left when there is so many times the room at which it began. */
  leaveTimes: 1.25,
} as const

/** Bytes that may still be written: by the bound, and by the file system. */
export const spoolRoomBytes = ({ usedBytes, maxBytes, freeBytes }: SpoolFacts): number =>
  Math.max(0, Math.min(maxBytes - usedBytes, freeBytes))

/** Below how much room each level begins. */
export const spoolThresholds = (
  facts: Pick<SpoolFacts, 'maxBytes' | 'inflowBytesPerSecond'>,
): { lowBytes: number; fullBytes: number } => {
  const { maxBytes, inflowBytesPerSecond: inflow } = facts
  const rules = spoolRules
  const least = Math.min(rules.fullShare * maxBytes, rules.fullBytes)
  const most = rules.fullMostShare * maxBytes
  const fullBytes = Math.min(most, Math.max(least, rules.fullSeconds * inflow))
  const lowBytes = Math.max(
    rules.lowTimesFull * fullBytes,
    Math.min(rules.lowShare * maxBytes, rules.lowSeconds * inflow),
  )
  return { lowBytes, fullBytes }
}

/** The level that follows; a level is left only when there is clearly more room than where it began. */
export const nextSpoolLevel = (before: SpoolLevel, facts: SpoolFacts): SpoolLevel => {
  const room = spoolRoomBytes(facts)
  const { lowBytes, fullBytes } = spoolThresholds(facts)
  const { leaveTimes } = spoolRules
  if (room < fullBytes * (before === 'full' ? leaveTimes : 1)) return 'full'
  if (room < lowBytes * (before === 'ok' ? 1 : leaveTimes)) return 'low'
  return 'ok'
}
