import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../design/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { SelectField } from '../../design/field.tsx'
import { Page, PageLoading, Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { useSession } from '../../session/session-context.tsx'
import styles from './streams-page.module.css'
import { StreamsTable } from './streams-table.tsx'

const pageSize = 50
/** Of the first page alone: those who went further down look for something. */
const refreshMs = 2000

const choices = [
  { value: 'live', label: 'Live' },
  { value: 'all', label: 'All of the last day' },
] as const

/** Streams that media servers tell of, what is recorded of them, and commands to them. */
export const StreamsPage = () => {
  const { api, isReadOnly } = useSession()
  const [shown, setShown] = useState<'live' | 'all'>('live')
  const query = useInfiniteQuery({
    queryKey: ['streams', shown],
    queryFn: ({ pageParam }) =>
      api.streams.list({
        limit: pageSize,
        ...(shown === 'live' ? { live: 'true' } : {}),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : refreshMs),
    placeholderData: (before) => before,
  })
  const streams = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Page title="Streams">
      <search className={styles.filters} aria-label="Filter of streams">
        <SelectField
          label="Show"
          value={shown}
          options={choices}
          onChange={(value) => setShown(value)}
        />
      </search>
      <ProblemNotice error={query.error} title="The streams could not be listed" />
      {query.isPending && <PageLoading />}
      {query.isSuccess && streams.length === 0 && (
        <Panel>
          <EmptyState title="No stream is known to be live">
            Streams appear here when a media server tells of them: see docs/ingest.md.
          </EmptyState>
        </Panel>
      )}
      {streams.length > 0 && (
        <Panel isFlush>
          <StreamsTable streams={streams} isReadOnly={isReadOnly} />
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
