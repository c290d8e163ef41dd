import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, ButtonLink } from '../../design/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Page, PageLoading, Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { useFreshSnapshot } from '../../live/live-context.tsx'
import { useSession } from '../../session/session-context.tsx'
import { queryOfFilter, useRecordingFilter } from './recording-filter.ts'
import { RecordingFilters } from './recording-filters.tsx'
import styles from './recordings-page.module.css'
import { RecordingsTable } from './recordings-table.tsx'

const pageSize = 50
/** Of the first page alone: those who went further down look at what is over. */
const refreshMs = 5000

/** All recordings, newest first, by state, name and time. */
export const RecordingsPage = () => {
  const { api, isReadOnly } = useSession()
  const snapshot = useFreshSnapshot()
  const { filter, change } = useRecordingFilter()
  const query = useInfiniteQuery({
    queryKey: ['recordings', filter],
    queryFn: ({ pageParam }) =>
      api.recordings.list({
        ...queryOfFilter(filter),
        limit: pageSize,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : refreshMs),
    placeholderData: (before) => before,
  })
  const live = new Map(snapshot?.recordings.map((recording) => [recording.id, recording]))
  const listed = query.data?.pages.flatMap(({ items }) => items) ?? []
  const recordings = listed.map((recording) => live.get(recording.id) ?? recording)
  const isFiltered = Object.keys(queryOfFilter(filter)).length > 0
  const record = isReadOnly ? null : (
    <ButtonLink kind="primary" icon="record" href="/record">
      Record a stream
    </ButtonLink>
  )
  return (
    <Page title="Recordings" actions={record}>
      <RecordingFilters filter={filter} onChange={change} />
      <ProblemNotice error={query.error} title="The recordings could not be listed" />
      {query.isPending && <PageLoading />}
      {query.isSuccess && recordings.length === 0 && (
        <Panel>
          {isFiltered ? (
            <EmptyState
              title="No recording is like that"
              action={<Button onPress={() => change(null)}>Show all</Button>}
            />
          ) : (
            <EmptyState title="Nothing was recorded yet" action={record} />
          )}
        </Panel>
      )}
      {recordings.length > 0 && (
        <Panel isFlush>
          <RecordingsTable recordings={recordings} />
        </Panel>
      )}
      {query.hasNextPage && (
        <div className={styles.more}>
          <Button isBusy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Page>
  )
}
