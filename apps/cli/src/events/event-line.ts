import type { LoggedEvent } from '@tapedeck/client'
import { bytesText, durationText, timeText } from '../output/figures.ts'
import { printable } from '../output/printable.ts'

const streamText = ({ domain, app, stream }: LoggedEvent['data']['stream']): string =>
  `${domain}/${app}/${stream}`

const detailOf = (event: LoggedEvent): string[] => {
  if (event.type === 'stream.skipped') return [event.data.reason, event.data.detail]
  const { file, degraded, reason, reasonDetail } = event.data
  if (file !== undefined)
    return [
      file.output ?? file.format,
      bytesText(file.bytes),
      durationText(file.durationMs),
      file.key,
    ]
  if (degraded !== undefined) return [degraded.cause, degraded.detail]
  return [reason, reasonDetail].filter((text) => text !== null)
}

/** An event on one line: when, what, of what, and what there is to say of it. */
export const eventLine = (event: LoggedEvent): string =>
  printable(
    [
      timeText(event.occurredAt),
      event.type,
      event.recordingId ?? streamText(event.data.stream),
      ...detailOf(event),
    ].join('  '),
  )
