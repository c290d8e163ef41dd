import type { Schemas } from '@tapedeck/client'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { bytesText, durationText } from '../../design/format-figures.ts'
import { RecordingName } from '../../design/recording-name.tsx'
import { StateBadge } from '../../design/state-badge.tsx'
import { Ago } from '../../design/time.tsx'
import styles from './recordings-page.module.css'

type Recording = Schemas['Recording']

/** From the first fragment to the end; of one that runs, its media so far. */
const lengthOf = ({ startedAt, endedAt, progress }: Recording): string => {
  if (progress) return durationText(progress.mediaSeconds * 1000)
  if (startedAt === null || endedAt === null) return '–'
  return durationText(Date.parse(endedAt) - Date.parse(startedAt))
}

/** Of the usual ends nothing has to be said. */
const reasonOf = ({ reason }: Recording): string | null =>
  reason === null || reason === 'stopped' || reason === 'stream_ended'
    ? null
    : reason.replaceAll('_', ' ')

const columns: Column<Recording>[] = [
  {
    heading: 'Recording',
    isWide: true,
    cell: (recording) => <RecordingName recording={recording} />,
  },
  {
    heading: 'State',
    cell: (recording) => (
      <span className={styles.state}>
        <StateBadge state={recording.state} />
        {reasonOf(recording) && <span className={styles.reason}>{reasonOf(recording)}</span>}
      </span>
    ),
  },
  { heading: 'Asked for', cell: ({ createdAt }) => <Ago at={createdAt} /> },
  { heading: 'Length', align: 'end', cell: lengthOf },
  { heading: 'Files', align: 'end', cell: ({ fileCount }) => fileCount.toLocaleString('en') },
  {
    heading: 'Stored',
    align: 'end',
    cell: ({ storedBytes }) => (storedBytes === 0 ? '–' : bytesText(storedBytes)),
  },
  {
    heading: 'Gaps',
    align: 'end',
    cell: ({ gapCount }) => (gapCount === 0 ? '–' : gapCount.toLocaleString('en')),
  },
]

/** Recordings, a row for each. */
export const RecordingsTable = ({ recordings }: { recordings: readonly Recording[] }) => (
  <DataTable caption="Recordings" columns={columns} rows={recordings} keyOf={({ id }) => id} />
)
