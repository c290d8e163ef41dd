import type { Schemas } from '@tapedeck/client'
import { Badge, type Tone } from '../../design/badge.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Panel } from '../../design/page.tsx'
import { Ago } from '../../design/time.tsx'
import styles from './overview-page.module.css'

type Stream = Schemas['Stream']

const tones: Record<Stream['phase'], Tone> = {
  offline: 'idle',
  unrecorded: 'idle',
  asking: 'busy',
  scheduled: 'busy',
  recording: 'live',
  paused: 'warn',
  stopped: 'idle',
  merging: 'warn',
}

const nameOf = ({ stream: { domain, app, stream } }: Stream): string => `${domain}/${app}/${stream}`

/** Streams that media servers tell of, and what becomes of them. */
export const LiveStreams = ({ streams }: { streams: readonly Stream[] }) => (
  <Panel title="Live streams" isFlush>
    {streams.length === 0 ? (
      <EmptyState title="No stream is known to be live">
        Streams appear here when a media server tells of them.
      </EmptyState>
    ) : (
      <ul className={styles.list}>
        {streams.map((stream) => (
          <li key={nameOf(stream)} className={styles.item}>
            <span className={styles.main}>
              <span className={styles.name}>{stream.stream.stream}</span>
              <span className={styles.soft}>
                {stream.stream.domain}/{stream.stream.app}
                {stream.publication && (
                  <>
                    {' '}
                    · published <Ago at={stream.publication.publishedAt} />
                  </>
                )}
              </span>
            </span>
            <Badge tone={tones[stream.phase]} isPulsing={stream.phase === 'recording'}>
              {stream.phase}
            </Badge>
          </li>
        ))}
      </ul>
    )}
  </Panel>
)
