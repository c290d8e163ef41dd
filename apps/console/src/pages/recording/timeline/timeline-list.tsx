import { type Column, DataTable } from '../../../design/data-table.tsx'
import { Moment } from '../../../design/time.tsx'
import styles from './timeline.module.css'
import type { TimelineItem, TimelineLane } from './timeline-items.ts'

type Row = TimelineItem & { lane: string }

const columns: Column<Row>[] = [
  {
    heading: 'What',
    cell: ({ lane, title }) => (lane.startsWith(title) ? title : `${title}, ${lane}`),
  },
  { heading: 'From', cell: ({ startMs }) => <Moment at={new Date(startMs).toISOString()} /> },
  {
    heading: 'To',
    cell: ({ startMs, endMs }) =>
      endMs > startMs ? <Moment at={new Date(endMs).toISOString()} /> : '–',
  },
  { heading: 'More', isWide: true, cell: ({ detail }) => detail },
]

/** The timeline in words, in order of time. */
export const TimelineList = ({ lanes }: { lanes: TimelineLane[] }) => {
  const rows = lanes
    .flatMap(({ name, items }) => items.map((item): Row => ({ ...item, lane: name })))
    .toSorted((a, b) => a.startMs - b.startMs)
  return (
    <details className={styles.list}>
      <summary>As a list</summary>
      <DataTable caption="Timeline" columns={columns} rows={rows} keyOf={({ id }) => id} />
    </details>
  )
}
