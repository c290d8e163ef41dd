import type { Schemas } from '@tapedeck/client'
import { Link } from 'wouter'
import { Badge, type Tone } from '../../design/badge.tsx'
import { classNames } from '../../design/class-names.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { NamedCell } from '../../design/named-cell.tsx'
import { Ago } from '../../design/time.tsx'
import { StreamActions } from './stream-actions.tsx'
import styles from './streams-page.module.css'

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

const Since = ({ stream }: { stream: Stream }) => {
  if (stream.publication !== null)
    return (
      <>
        live since <Ago at={stream.publication.publishedAt} />
      </>
    )
  return stream.unpublishedAt === null ? (
    'not live'
  ) : (
    <>
      ended <Ago at={stream.unpublishedAt} />
    </>
  )
}

/** Why it is recorded as it is, or not. */
const Why = ({ stream: { inForce, skip, isLive } }: { stream: Stream }) => {
  if (skip !== null && isLive)
    return <span className={classNames(styles.soft, styles.why)}>{skip.detail}</span>
  if (inForce === null) return '–'
  const rule = inForce.ruleId === null ? 'by a command' : 'by a rule'
  return (
    <span className={classNames(styles.soft, styles.why)}>
      {inForce.template.name}, {inForce.mode}, {rule}
    </span>
  )
}

/** The recording that goes on, or was begun last. */
const Recorded = ({ stream: { recordings } }: { stream: Stream }) => {
  const recording = recordings.find(({ rendition }) => rendition === null)
  if (recording === undefined) return '–'
  return (
    <Link href={`/recordings/${encodeURIComponent(recording.recordingId)}`}>
      begun <Ago at={recording.createdAt} />
    </Link>
  )
}

const columns: Column<Stream>[] = [
  {
    heading: 'Stream',
    isWide: true,
    cell: (stream) => (
      <NamedCell
        below={
          <>
            {stream.stream.domain}/{stream.stream.app} · <Since stream={stream} />
          </>
        }
      >
        <Link href={`/recordings?stream=${encodeURIComponent(nameOf(stream))}`}>
          {stream.stream.stream}
        </Link>
      </NamedCell>
    ),
  },
  {
    heading: 'Phase',
    cell: ({ phase }) => (
      <Badge tone={tones[phase]} isPulsing={phase === 'recording'}>
        {phase}
      </Badge>
    ),
  },
  { heading: 'Recording', cell: (stream) => <Recorded stream={stream} /> },
  { heading: 'Why', cell: (stream) => <Why stream={stream} /> },
]

const actionColumn: Column<Stream> = {
  heading: 'Actions',
  isHeadingHidden: true,
  align: 'end',
  cell: (stream) => <StreamActions stream={stream} />,
}

type Props = { streams: readonly Stream[]; isReadOnly: boolean }

/** Streams with what can be done about them. */
export const StreamsTable = ({ streams, isReadOnly }: Props) => (
  <DataTable
    caption="Streams"
    columns={isReadOnly ? columns : [...columns, actionColumn]}
    rows={streams}
    keyOf={nameOf}
  />
)
