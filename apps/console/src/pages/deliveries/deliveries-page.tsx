import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../design/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { SelectField } from '../../design/field.tsx'
import { Page, PageLoading, Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { useSession } from '../../session/session-context.tsx'
import styles from './deliveries-page.module.css'
import { DeliveriesTable } from './deliveries-table.tsx'
import { EndpointsPanel } from './endpoints-panel.tsx'

const pageSize = 50
/** Of the first page alone: those who went further down look at what is over. */
const refreshMs = 3000

const states = [
  { value: 'all', label: 'All' },
  { value: 'pending', label: 'Pending' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'dead', label: 'Dead' },
] as const
type StateChoice = (typeof states)[number]['value']

const useDeliveries = (state: StateChoice, endpointId: string) => {
  const { api } = useSession()
  return useInfiniteQuery({
    queryKey: ['deliveries', state, endpointId],
    queryFn: ({ pageParam }) =>
      api.deliveries.list({
        limit: pageSize,
        ...(state === 'all' ? {} : { state }),
        ...(endpointId === '' ? {} : { endpointId }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) > 1 ? false : refreshMs),
    placeholderData: (before) => before,
  })
}

/** Receivers of events, what they were sent and what became of it. */
export const DeliveriesPage = () => {
  const { api, isReadOnly } = useSession()
  const [state, setState] = useState<StateChoice>('all')
  const [endpointId, setEndpointId] = useState('')
  const query = useDeliveries(state, endpointId)
  const { data: page, error } = useQuery({
    queryKey: ['endpoints'],
    queryFn: () => api.endpoints.list({ limit: 200 }),
  })
  const endpoints = page?.items ?? []
  const receivers = [
    { value: '', label: 'All' },
    ...endpoints.map(({ id, name, url }) => ({ value: id, label: name ?? url })),
  ]
  const deliveries = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Page title="Deliveries">
      <ProblemNotice error={error} title="The endpoints could not be listed" />
      <EndpointsPanel endpoints={endpoints} isReadOnly={isReadOnly} />
      <search className={styles.filters} aria-label="Filter of deliveries">
        <SelectField
          label="State"
          value={state}
          options={states}
          onChange={(value) => setState(value)}
        />
        <SelectField
          label="Endpoint"
          value={endpointId}
          options={receivers}
          onChange={setEndpointId}
        />
      </search>
      <ProblemNotice error={query.error} title="The deliveries could not be listed" />
      {query.isPending && <PageLoading />}
      {query.isSuccess && (
        <Panel title="Deliveries" isFlush>
          {deliveries.length === 0 ? (
            <EmptyState title="No delivery is like that" />
          ) : (
            <DeliveriesTable deliveries={deliveries} endpoints={endpoints} />
          )}
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
