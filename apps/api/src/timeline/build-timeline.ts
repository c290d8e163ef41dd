import { type RecordingEvent, type TimelineView, toFileView } from '@tapedeck/contracts'
import {
  fileIdOf,
  fileOrder,
  filledMs,
  isFinal,
  isSliced,
  type OpenCycle,
  outputOf,
  type Recording,
  type RecordingCommand,
  type RecordingFile,
} from '@tapedeck/domain'
import { toldSpans } from './told-spans.ts'

/** So many files of a recording are listed, the newest ones. */
export const maxTimelineFiles = 1000

/** What is known of a recording at one moment. */
export type TimelineFacts = {
  recording: Recording
  /** In any order. */
  files: RecordingFile[]
  openCycles: Pick<OpenCycle, 'output' | 'format' | 'sequence' | 'startedAtMs'>[]
  /** The oldest first; those of files may be left out. */
  events: RecordingEvent[]
  commands: RecordingCommand[]
  /** Links by file id. */
  urls: ReadonlyMap<string, string | null>
  nowMs: number
}

const iso = (ms: number): string => new Date(ms).toISOString()

/** An index of other files' slices, as the foreign API makes it, holds no media. */
const holdsMedia = (file: RecordingFile): boolean =>
  !isSliced(file.format) || file.slices.length > 0

const timelineFile = (file: RecordingFile, url: string | null): TimelineView['files'][number] => {
  const view = toFileView(file, url)
  return {
    id: view.id,
    output: outputOf(file),
    format: view.format,
    sequence: view.sequence,
    key: view.key,
    startedAt: view.startedAt,
    endedAt: view.endedAt,
    durationMs: view.durationMs,
    bytes: view.bytes,
    isSalvaged: view.isSalvaged,
    isFiller: view.filler !== null,
    isRemoved: file.removedAtMs !== undefined,
    url,
  }
}

const timelineCommand = ({
  atMs,
  stopAfterMs,
  ...command
}: RecordingCommand): TimelineView['commands'][number] => ({
  ...command,
  at: iso(atMs),
  stopAfterSeconds: stopAfterMs === null ? null : stopAfterMs / 1000,
})

/** Accepted, then every other state that an event tells of. */
const statesOf = (recording: Recording, events: RecordingEvent[]): TimelineView['states'] => {
  const states: TimelineView['states'] = [
    { state: 'accepted', at: iso(recording.createdAtMs), reason: null },
  ]
  for (const { occurredAt, data } of events)
    if (data.state !== states.at(-1)?.state)
      states.push({ state: data.state, at: occurredAt, reason: data.reason })
  return states
}

/** When its media is live may be a little before it was accepted: a server sends at once what it holds. */
const beginningOf = (recording: Recording, files: RecordingFile[]): number =>
  files.reduce(
    (earliest, { startedAtMs }) => Math.min(earliest, startedAtMs),
    Math.min(recording.createdAtMs, recording.startedAtMs ?? recording.createdAtMs),
  )

/** The account of a recording in wall time: its files, what lies between them and why, and what was asked for. */
export const buildTimeline = (facts: TimelineFacts): TimelineView => {
  const { recording, events, urls } = facts
  const ordered = facts.files.filter(holdsMedia).toSorted(fileOrder)
  const files = ordered.slice(-maxTimelineFiles)
  const stored = new Set(ordered.map(({ id }) => id))
  const isRunning = !isFinal(recording.state)
  const open = facts.openCycles.filter(
    ({ output, sequence }) => !stored.has(fileIdOf(recording.id, output, sequence)),
  )
  return {
    recordingId: recording.id,
    from: iso(beginningOf(recording, ordered)),
    to: iso(recording.endedAtMs ?? facts.nowMs),
    isRunning,
    files: files.map((file) => timelineFile(file, urls.get(file.id) ?? null)),
    open: isRunning
      ? open.map(({ output, format, sequence, startedAtMs }) => {
          return { output, format, sequence, startedAt: iso(startedAtMs) }
        })
      : [],
    gaps: recording.gaps.map((gap) => ({
      startedAt: iso(gap.startedAtMs),
      endedAt: iso(gap.endedAtMs),
      durationMs: gap.endedAtMs - gap.startedAtMs,
      filledMs: filledMs(gap, ordered),
      cause: gap.cause,
    })),
    interruptions: toldSpans(events, 'recording.interrupted'),
    pauses: toldSpans(events, 'recording.paused'),
    commands: facts.commands.map(timelineCommand),
    states: statesOf(recording, events),
    leftOut: {
      files: ordered.length - files.length,
      gaps: recording.gapCount - recording.gaps.length,
    },
  }
}
