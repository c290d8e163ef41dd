import { spoolRules } from './spool-level.ts'

/** A recording that writes into the spool. */
export type Writing = {
  recordingId: string
  /** Wall time at which it began, Unix milliseconds. */
  beganAtMs: number
  inflowBytesPerSecond: number
  /** It was asked to end and still writes. */
  isEnding: boolean
}

/**
 * Which recordings to end when the spool is full: the newest, as many as it takes for the others to be finished in the
 * room that is left. When that is enough and the spool is full all the same, one after the other.
 */
export const chooseToEnd = (recordings: Writing[], roomBytes: number): string[] => {
  const going = recordings
    .filter(({ isEnding }) => !isEnding)
    .toSorted((a, b) => b.beganAtMs - a.beganAtMs || (a.recordingId < b.recordingId ? -1 : 1))
  const chosen: string[] = []
  let inflow = going.reduce((sum, one) => sum + one.inflowBytesPerSecond, 0)
  for (const one of going) {
    const isEnough = inflow * spoolRules.fullSeconds <= roomBytes
    const isOneEnding = chosen.length > 0 || going.length < recordings.length
    if (isEnough && isOneEnding) break
    chosen.push(one.recordingId)
    inflow -= one.inflowBytesPerSecond
  }
  return chosen
}
