import type { Schemas } from '@tapedeck/client'
import { bytesText, durationText } from '../../../design/format-figures.ts'

type Timeline = Schemas['Timeline']

/** What an item of the timeline looks like. */
export type ItemLook =
  | 'file'
  | 'salvaged'
  | 'filler'
  | 'removed'
  | 'open'
  | 'gap'
  | 'away'
  | 'pause'
  | 'command'

/** One thing that happened: a span, or a moment when both ends are the same. */
export type TimelineItem = {
  id: string
  look: ItemLook
  /** In a word or two, on the item and in the list. */
  title: string
  /** The rest of what is known of it. */
  detail: string
  startMs: number
  endMs: number
  /** Of a file that is in storage. */
  fileId: string | null
}

/** Items of one kind, the oldest first; at least one. */
export type TimelineLane = { name: string; items: TimelineItem[] }

const causes: Record<Timeline['gaps'][number]['cause'], string> = {
  source_lost: 'the source was lost',
  paused: 'it was paused',
  recorder_lost: 'the recorder was lost',
}

const lookOfFile = (file: Timeline['files'][number]): ItemLook => {
  if (file.isRemoved) return 'removed'
  if (file.isFiller) return 'filler'
  return file.isSalvaged ? 'salvaged' : 'file'
}

const fileNotes: Partial<Record<ItemLook, string>> = {
  removed: 'removed from storage: its time was over, or somebody deleted it',
  filler: 'came into storage later',
  salvaged: 'completed from what a lost recorder left',
}

const fileItem = (file: Timeline['files'][number]): TimelineItem => {
  const look = lookOfFile(file)
  const note = fileNotes[look]
  return {
    id: `file ${file.id}`,
    look,
    title: `File ${file.sequence}`,
    detail: [durationText(file.durationMs), bytesText(file.bytes), ...(note ? [note] : [])].join(
      ', ',
    ),
    startMs: Date.parse(file.startedAt),
    endMs: Date.parse(file.endedAt),
    fileId: file.isRemoved ? null : file.id,
  }
}

const openItem = (cycle: Timeline['open'][number], endMs: number): TimelineItem => ({
  id: `open ${cycle.output} ${cycle.sequence}`,
  look: 'open',
  title: `File ${cycle.sequence}`,
  detail: 'is being recorded',
  startMs: Date.parse(cycle.startedAt),
  endMs,
  fileId: null,
})

const outputLanes = ({ files, open, to }: Timeline): TimelineLane[] => {
  const lanes = new Map<string, TimelineItem[]>()
  const add = (output: string, format: string, item: TimelineItem) => {
    const name = output === format ? output : `${output} (${format})`
    lanes.set(name, [...(lanes.get(name) ?? []), item])
  }
  for (const file of files) add(file.output, file.format, fileItem(file))
  for (const cycle of open) add(cycle.output, cycle.format, openItem(cycle, Date.parse(to)))
  // by name: an output keeps its place, whichever of them has a file first
  return [...lanes]
    .map(([name, items]) => ({ name, items }))
    .toSorted((one, other) => one.name.localeCompare(other.name))
}

const gapItem = (gap: Timeline['gaps'][number]): TimelineItem => ({
  id: `gap ${gap.startedAt}`,
  look: 'gap',
  title: 'Gap',
  detail: [
    `${(gap.durationMs / 1000).toFixed(1)} s: ${causes[gap.cause]}`,
    ...(gap.filledMs > 0 ? [`${(gap.filledMs / 1000).toFixed(1)} s of it came later`] : []),
  ].join(', '),
  startMs: Date.parse(gap.startedAt),
  endMs: Date.parse(gap.endedAt),
  fileId: null,
})

const spanItem = (
  span: { startedAt: string; endedAt: string | null },
  to: string,
  look: 'away' | 'pause',
): TimelineItem => {
  const startMs = Date.parse(span.startedAt)
  const endMs = Date.parse(span.endedAt ?? to)
  return {
    id: `${look} ${span.startedAt}`,
    look,
    title: look === 'away' ? 'Source away' : 'Paused',
    detail: span.endedAt === null ? 'it lasts' : durationText(endMs - startMs),
    startMs,
    endMs,
    fileId: null,
  }
}

const commandDetail = ({ mode, stopAfterSeconds, by }: Timeline['commands'][number]): string =>
  [
    by === 'api' ? 'by a request' : 'by what records its stream',
    ...(mode === 'now' ? ['at once'] : []),
    ...(stopAfterSeconds === null ? [] : [`to be stopped after ${stopAfterSeconds} s`]),
  ].join(', ')

const commandItem = (command: Timeline['commands'][number], index: number): TimelineItem => ({
  id: `command ${index}`,
  look: 'command',
  title: `${command.command.slice(0, 1).toUpperCase()}${command.command.slice(1)}`,
  detail: commandDetail(command),
  startMs: Date.parse(command.at),
  endMs: Date.parse(command.at),
  fileId: null,
})

/** What the timeline shows, from top to bottom: a lane per output, then what explains what is missing in them. */
export const lanesOf = (timeline: Timeline): TimelineLane[] =>
  [
    ...outputLanes(timeline),
    { name: 'Gaps', items: timeline.gaps.map(gapItem) },
    {
      name: 'Source away',
      items: timeline.interruptions.map((span) => spanItem(span, timeline.to, 'away')),
    },
    { name: 'Pauses', items: timeline.pauses.map((span) => spanItem(span, timeline.to, 'pause')) },
    { name: 'Commands', items: timeline.commands.map(commandItem) },
  ].filter(({ items }) => items.length > 0)

/** The item of another lane that is nearest to a moment. */
export const nearestItem = (
  items: readonly TimelineItem[],
  atMs: number,
): TimelineItem | undefined =>
  items.toSorted((a, b) => Math.abs(a.startMs - atMs) - Math.abs(b.startMs - atMs))[0]
