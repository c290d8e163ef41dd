import { outputOf, type RecordingFile } from '@tapedeck/domain'

/** How far former generations came, as far as files tell of it. */
export type RecordedBefore = {
  /** Wall time at which the last stored media ended, Unix milliseconds; null when no file is stored. */
  endedAtMs: number | null
  /** Media time that is stored, of the output that holds most. */
  mediaMs: number
  /** The same of the output that holds least: from there on the spool still has what the others wait for. */
  leastMediaMs: number
}

/** What a recorder that takes a recording over goes on from. */
export const recordedBefore = (files: RecordingFile[]): RecordedBefore => {
  const mediaMs = new Map<string, number>()
  let endedAtMs: number | null = null
  for (const file of files) {
    const output = outputOf(file)
    mediaMs.set(output, (mediaMs.get(output) ?? 0) + file.durationMs)
    endedAtMs = Math.max(endedAtMs ?? file.endedAtMs, file.endedAtMs)
  }
  const all = [...mediaMs.values()]
  return {
    endedAtMs,
    mediaMs: Math.max(0, ...all),
    leastMediaMs: all.length === 0 ? 0 : Math.min(...all),
  }
}
