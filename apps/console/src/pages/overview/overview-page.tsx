import { Link } from 'wouter'
import { ButtonLink } from '../../design/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Notice } from '../../design/notice.tsx'
import { Page, PageLoading, Panel } from '../../design/page.tsx'
import { useLive } from '../../live/live-context.tsx'
import { useSession } from '../../session/session-context.tsx'
import { ActiveRecordings } from './active-recordings.tsx'
import { LiveStreams } from './live-streams.tsx'
import { OverviewFigures } from './overview-figures.tsx'
import styles from './overview-page.module.css'
import { RecorderLoad } from './recorder-load.tsx'

const RecordButton = () =>
  useSession().isReadOnly ? null : (
    <ButtonLink kind="primary" icon="record" href="/record">
      Record a stream
    </ButtonLink>
  )

/** What is live and what records, with figures that move. */
export const OverviewPage = () => {
  const { snapshot, rates, isSilent } = useLive()
  return (
    <Page title="Overview" actions={<RecordButton />}>
      {isSilent && (
        <Notice tone="warn" title="The connection is gone">
          It is tried again{snapshot === null ? '' : '; until then these figures are old'}.
        </Notice>
      )}
      {snapshot === null && !isSilent && <PageLoading />}
      {snapshot !== null && (
        <>
          <OverviewFigures snapshot={snapshot} rates={rates} />
          <Panel title="At work" isFlush aside={<Link href="/recordings">All recordings</Link>}>
            {snapshot.recordings.length > 0 ? (
              <ActiveRecordings recordings={snapshot.recordings} counts={snapshot.counts} />
            ) : (
              <EmptyState title="Nothing is being recorded" action={<RecordButton />}>
                Recordings begin by hand, by the API and the command line, or by rules when a stream
                is published.
              </EmptyState>
            )}
          </Panel>
          <div className={styles.pair}>
            <LiveStreams streams={snapshot.streams} />
            <RecorderLoad recorders={snapshot.recorders} />
          </div>
        </>
      )}
    </Page>
  )
}
