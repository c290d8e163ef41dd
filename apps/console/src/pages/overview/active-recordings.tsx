import type { Schemas } from '@tapedeck/client'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { bitRateText, bytesText, countText, durationText } from '../../design/format-figures.ts'
import { RecordingName } from '../../design/recording-name.tsx'
import { StateBadge } from '../../design/state-badge.tsx'
import styles from './active-recordings.module.css'

type Recording = Schemas['Recording']

/** A second's worth of the stream waits at any time; more means that storage is slow. */
const calmBacklogBytes = 32 * 1024 ** 2

const Troubles = ({ recording }: { recording: Recording }) => {
  const backlogBytes = recording.progress?.uploadBacklogBytes ?? 0
  const troubles = [
    recording.gapCount > 0 && countText(recording.gapCount, 'gap'),
    backlogBytes > calmBacklogBytes && `${bytesText(backlogBytes)} wait for storage`,
    ...recording.degradations.map(({ cause }) => cause.replaceAll('_', ' ')),
  ].filter((trouble) => trouble !== false)
  if (troubles.length === 0) return <span className={styles.none}>None</span>
  return <span className={styles.troubles}>{troubles.join(', ')}</span>
}

const columns: Column<Recording>[] = [
  {
    heading: 'Recording',
    isWide: true,
    cell: (recording) => <RecordingName recording={recording} />,
  },
  { heading: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    heading: 'Recorded',
    align: 'end',
    cell: ({ progress }) => (progress ? durationText(progress.mediaSeconds * 1000) : '–'),
  },
  {
    heading: 'Rate',
    align: 'end',
    cell: ({ state, progress }) =>
      progress && state === 'recording' ? bitRateText(progress.bitsPerSecond) : '–',
  },
  {
    heading: 'Received',
    align: 'end',
    cell: ({ progress }) => (progress ? bytesText(progress.receivedBytes) : '–'),
  },
  { heading: 'Files', align: 'end', cell: ({ fileCount }) => fileCount.toLocaleString('en') },
  { heading: 'Trouble', cell: (recording) => <Troubles recording={recording} /> },
]

type Props = { recordings: readonly Recording[]; counts: Schemas['LiveSnapshot']['counts'] }

/** Those that are under way, of which snapshots hold the newest. */
const activeCount = ({ completed, failed, canceled, ...active }: Props['counts']): number =>
  Object.values(active).reduce((sum, count) => sum + count, 0)

/** Recordings that are under way, newest first, with figures that move. */
export const ActiveRecordings = ({ recordings, counts }: Props) => (
  <>
    <DataTable
      caption="Recordings at work"
      columns={columns}
      rows={recordings}
      keyOf={({ id }) => id}
    />
    {activeCount(counts) > recordings.length && (
      <p className={styles.more}>
        The newest {recordings.length} of {activeCount(counts)}
      </p>
    )}
  </>
)
