import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Badge, type Tone } from '../../design/badge.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Figure, Figures } from '../../design/figure.tsx'
import { bytesText } from '../../design/format-figures.ts'
import { Meter } from '../../design/meter.tsx'
import { NamedCell } from '../../design/named-cell.tsx'
import { Page, PageLoading, Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { Ago } from '../../design/time.tsx'
import { useSession } from '../../session/session-context.tsx'
import { RecorderAction } from './recorder-action.tsx'
import styles from './recorders-page.module.css'

type Recorder = Schemas['Recorder']

const refreshMs = 2000
const tones: Record<Recorder['state'], Tone> = { active: 'good', draining: 'busy', drained: 'idle' }
const spoolTones = { ok: 'normal', low: 'warn', full: 'bad' } as const

const Load = ({ recorder: { recorderId, running, capacity } }: { recorder: Recorder }) => (
  <span className={styles.load}>
    {running} of {capacity}
    <Meter
      label={`Load of ${recorderId}`}
      value={running}
      max={capacity}
      tone={running >= capacity ? 'warn' : 'normal'}
    />
  </span>
)

const Spool = ({ recorder: { recorderId, spool } }: { recorder: Recorder }) =>
  spool === null ? (
    'not told yet'
  ) : (
    <span className={styles.load}>
      {bytesText(spool.usedBytes)} of {bytesText(spool.maxBytes)}
      <Meter
        label={`Spool of ${recorderId}`}
        value={spool.usedBytes}
        max={spool.maxBytes}
        tone={spoolTones[spool.level]}
      />
      <span className={styles.soft}>{bytesText(spool.freeBytes)} free on its disk</span>
    </span>
  )

const columns: Column<Recorder>[] = [
  {
    heading: 'Recorder',
    isWide: true,
    cell: ({ recorderId, host, updatedAt }) => (
      <NamedCell
        below={
          <>
            on {host} · last sign of life <Ago at={updatedAt} />
          </>
        }
      >
        {recorderId}
      </NamedCell>
    ),
  },
  { heading: 'State', cell: ({ state }) => <Badge tone={tones[state]}>{state}</Badge> },
  { heading: 'Recordings', cell: (recorder) => <Load recorder={recorder} /> },
  { heading: 'Spool', cell: (recorder) => <Spool recorder={recorder} /> },
]

const actionColumn: Column<Recorder> = {
  heading: 'Actions',
  isHeadingHidden: true,
  align: 'end',
  cell: (recorder) => <RecorderAction recorder={recorder} />,
}

const sumOf = (recorders: readonly Recorder[], figure: 'running' | 'capacity'): number =>
  recorders.reduce((sum, recorder) => sum + recorder[figure], 0)

const Totals = ({ recorders }: { recorders: readonly Recorder[] }) => {
  const active = recorders.filter(({ state }) => state === 'active')
  const free = sumOf(active, 'capacity') - sumOf(active, 'running')
  return (
    <Figures>
      <Figure label="Recorders" value={recorders.length} note={`${active.length} active`} />
      <Figure label="Recordings" value={sumOf(recorders, 'running')} note="on all of them" />
      <Figure
        label="Free slots"
        value={Math.max(0, free)}
        note={`of ${sumOf(active, 'capacity')}`}
        {...(free <= 0 ? { tone: 'bad' } : {})}
      />
    </Figures>
  )
}

/** Who records, how full they are, and emptying one. */
export const RecordersPage = () => {
  const { api, isReadOnly } = useSession()
  const query = useQuery({
    queryKey: ['recorders'],
    queryFn: () => api.recorders.list(),
    refetchInterval: refreshMs,
  })
  const recorders = query.data ?? []
  return (
    <Page title="Recorders">
      <ProblemNotice error={query.error} title="The recorders could not be listed" />
      {query.isPending && <PageLoading />}
      {query.isSuccess && recorders.length === 0 && (
        <Panel>
          <EmptyState title="No recorder is at work">
            Nothing can be recorded before one is started.
          </EmptyState>
        </Panel>
      )}
      {recorders.length > 0 && (
        <>
          <Totals recorders={recorders} />
          <Panel isFlush>
            <DataTable
              caption="Recorders"
              columns={isReadOnly ? columns : [...columns, actionColumn]}
              rows={recorders}
              keyOf={({ recorderId }) => recorderId}
            />
          </Panel>
        </>
      )}
    </Page>
  )
}
