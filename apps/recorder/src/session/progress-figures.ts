import type { RecordingProgress } from '@tapedeck/domain'
import type { ReceiverFigures } from './fragment-receiver.ts'
import type { OutputSet } from './output-set.ts'

/** Span over which frames and bits per second are averaged. */
const windowMs = 5000

type Mark = { atMs: number; bytes: number; leadingFrames: number }

/** Builds the live figures of a recording: each call gives them as they stand, with rates over the last seconds. */
export const progressFigures = (source: {
  received: ReceiverFigures
  /** Media milliseconds written so far. */
  mediaMs: () => number
  cycles: () => ReturnType<OutputSet['progress']>
  /** Wall time, Unix milliseconds. */
  clock: () => number
  /** Milliseconds that do not jump. */
  monotonic: () => number
  generation: number
  recorderId: string
}): (() => RecordingProgress) => {
  const startedAtMs = source.monotonic()
  const marks: Mark[] = [{ atMs: startedAtMs, bytes: 0, leadingFrames: 0 }]
  return () => {
    const nowMs = source.monotonic()
    const { received } = source
    marks.push({
      atMs: nowMs,
      bytes: received.receivedBytes,
      leadingFrames: received.leadingFrames,
    })
    while (marks.length > 2 && (marks[0]?.atMs ?? nowMs) < nowMs - windowMs) marks.shift()
    const oldest = marks[0] ?? { atMs: nowMs, bytes: 0, leadingFrames: 0 }
    const seconds = Math.max(0.001, (nowMs - oldest.atMs) / 1000)
    const cycles = source.cycles()
    return {
      generation: source.generation,
      recorderId: source.recorderId,
      updatedAtMs: source.clock(),
      receivedBytes: received.receivedBytes,
      mediaMs: Math.round(source.mediaMs()),
      wallMs: Math.round(nowMs - startedAtMs),
      fps: Math.round(((received.leadingFrames - oldest.leadingFrames) / seconds) * 10) / 10,
      bitsPerSecond: Math.round(((received.receivedBytes - oldest.bytes) * 8) / seconds),
      fragments: received.fragments,
      uploadBacklogBytes: cycles.reduce((sum, cycle) => sum + cycle.backlogBytes, 0),
      cycles: cycles.map(({ output, format, sequence, mediaMs, bytes }) => ({
        output,
        format,
        sequence,
        mediaMs,
        bytes,
      })),
    }
  }
}
