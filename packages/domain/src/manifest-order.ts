import type { Gap } from './recording.ts'
import { outputOf, type RecordingFile } from './recording-file.ts'

/** The generation that received a file's first media. */
const generationOf = ({ filler, through, generation }: RecordingFile): number =>
  filler?.generation ?? Math.min(...(through ?? []).map((origin) => origin.generation), generation)

/**
 * Orders files as their media was received: by sequence, and within one by the generation that received it, so that a
 * filler stands behind the file that it continues and before what a later recorder went on with.
 */
export const fileOrder = (a: RecordingFile, b: RecordingFile): number =>
  a.sequence - b.sequence ||
  outputOf(a).localeCompare(outputOf(b)) ||
  generationOf(a) - generationOf(b) ||
  Number(a.filler !== undefined) - Number(b.filler !== undefined) ||
  (a.filler?.index ?? 0) - (b.filler?.index ?? 0)

type Span = { startedAtMs: number; endedAtMs: number }

/**
 * The spans of wall time in which a file's media was live: gaps inside it are not of it, and no more than its media
 * lasts, for a recorder that stood still received its last media long after the one before.
 */
const liveSpans = ({ startedAtMs, endedAtMs, durationMs, truth }: RecordingFile): Span[] => {
  const spans: Span[] = []
  let fromMs = startedAtMs
  let mediaMs = 0
  for (const gap of truth?.gaps ?? []) {
    const untilMs = fromMs + gap.mediaTimeMs - mediaMs
    spans.push({ startedAtMs: fromMs, endedAtMs: untilMs })
    fromMs = untilMs + gap.durationMs
    mediaMs = gap.mediaTimeMs
  }
  const leftMs = Math.max(0, durationMs - mediaMs)
  return [...spans, { startedAtMs: fromMs, endedAtMs: Math.min(endedAtMs, fromMs + leftMs) }]
}

/** Length of what spans cover of a gap together, each moment counted once. */
const coveredMs = (gap: Span, spans: Span[]): number => {
  let covered = 0
  let fromMs = gap.startedAtMs
  for (const span of spans.toSorted((a, b) => a.startedAtMs - b.startedAtMs)) {
    const endMs = Math.min(span.endedAtMs, gap.endedAtMs)
    covered += Math.max(0, endMs - Math.max(span.startedAtMs, fromMs))
    fromMs = Math.max(fromMs, endMs)
  }
  return covered
}

/**
 * How much of a gap was filled later from the spool of a recorder that was cut off, in milliseconds. Of several
 * outputs the one with least counts: what one of them lacks is lost in it.
 */
export const filledMs = (gap: Gap, files: RecordingFile[]): number => {
  const byOutput = Map.groupBy(files, outputOf)
  const filled = [...byOutput.values()].map((ofOutput) =>
    coveredMs(gap, ofOutput.filter(({ filler }) => filler !== undefined).flatMap(liveSpans)),
  )
  return filled.length === 0 ? 0 : Math.min(...filled)
}
