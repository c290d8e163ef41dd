import type { Schemas } from '@tapedeck/client'
import {
  bytesText,
  durationText,
  nothing,
  plainText,
  rateText,
  timeText,
} from '../output/figures.ts'

type Recording = Schemas['Recording']

const progressFacts = ({ progress }: Recording): [string, string][] =>
  progress === null
    ? []
    : [
        ['recorder', progress.recorderId],
        ['received', bytesText(progress.receivedBytes)],
        ['media time', durationText(progress.mediaSeconds * 1000)],
        ['rate', rateText(progress.bitsPerSecond)],
        ['upload backlog', bytesText(progress.uploadBacklogBytes)],
      ]

const trackText = ({ kind, codecString, width, height }: Recording['tracks'][number]): string =>
  width === null ? `${kind} ${codecString}` : `${kind} ${codecString} ${width}x${height}`

/** A recording as `show` shows it. */
export const recordingFacts = (recording: Recording): [string, string][] => [
  ['id', recording.id],
  ['name', plainText(recording.name)],
  ['state', recording.state],
  ['reason', [recording.reason, recording.reasonDetail].filter(Boolean).join(': ') || nothing],
  ['source', recording.source.url],
  ['template', recording.templateId ?? recording.template.name],
  ['created', timeText(recording.createdAt)],
  ['started', timeText(recording.startedAt)],
  ['ended', timeText(recording.endedAt)],
  ['tracks', recording.tracks.map(trackText).join(', ') || nothing],
  ...progressFacts(recording),
  ['files', `${recording.fileCount}, ${bytesText(recording.storedBytes)}`],
  ['gaps', plainText(recording.gapCount)],
  ['interruptions', plainText(recording.interruptions)],
  ...(recording.pause === null
    ? []
    : [['paused since', timeText(recording.pause.since)] as [string, string]]),
  ...recording.degradations.map(({ cause, detail, count }): [string, string] => [
    'degraded',
    `${cause} (${count}): ${detail}`,
  ]),
]
