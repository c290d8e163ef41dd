import type { RecordingEventEntry } from '@tapedeck/client'
import { useEffect, useState } from 'react'
import { EmptyState } from '../../design/empty-state.tsx'
import { Panel } from '../../design/page.tsx'
import { Moment } from '../../design/time.tsx'
import { useApi } from '../../session/session-context.tsx'
import styles from './recording-page.module.css'

const keptEvents = 500
/** So long without an event before the rest of the page is asked for again. */
const quietMs = 300

const detailOf = ({ data }: RecordingEventEntry['event']): string | null => {
  if ('file' in data) return data.file.key
  if ('degraded' in data) return data.degraded.detail
  return 'reasonDetail' in data ? data.reasonDetail : null
}

/** What was told of a recording, the newest first, as it happens. */
export const EventsPanel = ({
  recordingId,
  onNews,
}: {
  recordingId: string
  onNews(): unknown
}) => {
  const api = useApi()
  const [entries, setEntries] = useState<RecordingEventEntry[]>([])
  useEffect(() => {
    const gone = new AbortController()
    let news: ReturnType<typeof setTimeout> | undefined
    const follow = async (): Promise<void> => {
      for await (const entry of api.recordings.events(recordingId, { signal: gone.signal })) {
        setEntries((before) => [entry, ...before].slice(0, keptEvents))
        // those that were told before come all at once
        clearTimeout(news)
        news = setTimeout(onNews, quietMs)
      }
    }
    // the page's other questions tell what is wrong
    follow().catch(() => undefined)
    return () => {
      gone.abort()
      clearTimeout(news)
      setEntries([])
    }
  }, [api, recordingId, onNews])
  return (
    <Panel title="Events">
      {entries.length === 0 ? (
        <EmptyState title="Nothing was told yet" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <ol className={styles.events} tabIndex={0} aria-label="Events">
          {entries.map(({ entryId, event }) => (
            <li key={entryId}>
              <Moment at={event.occurredAt} />
              <strong>{event.type}</strong>
              <span>{detailOf(event)}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}
