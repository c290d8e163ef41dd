import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Badge } from '../../design/badge.tsx'
import { Button } from '../../design/button.tsx'
import { ConfirmButton } from '../../design/confirm-button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { useTell } from '../../design/notices.tsx'
import { Page, PageLoading, Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { Ago } from '../../design/time.tsx'
import { useApi, useSession } from '../../session/session-context.tsx'
import { AccessKeysPanel } from './access-keys-panel.tsx'
import { NewKey } from './new-key.tsx'

type ApiKey = Schemas['ApiKey']

const columns: Column<ApiKey>[] = [
  { heading: 'Name', isWide: true, cell: ({ name }) => name },
  {
    heading: 'Scope',
    cell: ({ scope }) => (
      <Badge tone={scope === 'admin' ? 'warn' : 'idle'}>
        {scope === 'admin' ? 'administrator' : 'read'}
      </Badge>
    ),
  },
  { heading: 'Made', cell: ({ createdAt }) => <Ago at={createdAt} /> },
]

const RemoveKey = ({ apiKey: { id, name } }: { apiKey: ApiKey }) => {
  const api = useApi()
  const tell = useTell()
  const queries = useQueryClient()
  const remove = async (): Promise<void> => {
    await api.apiKeys.remove(id)
    tell(`The key ${name} is worth nothing any more`)
    await queries.invalidateQueries({ queryKey: ['api-keys'] })
  }
  return (
    <ConfirmButton
      size="small"
      kind="quiet"
      label={`Remove the key ${name}`}
      question={`Remove the key ${name}?`}
      explanation="Whoever uses it is refused from then on."
      onConfirm={remove}
    >
      Remove
    </ConfirmButton>
  )
}

const actionColumn: Column<ApiKey> = {
  heading: 'Actions',
  isHeadingHidden: true,
  align: 'end',
  cell: (apiKey) => <RemoveKey apiKey={apiKey} />,
}

/** Keys of the API: who may look, and who may act. */
export const KeysPage = () => {
  const { api, isReadOnly } = useSession()
  const query = useInfiniteQuery({
    queryKey: ['api-keys'],
    queryFn: ({ pageParam }) => api.apiKeys.list(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const keys = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Page title="Keys">
      {!isReadOnly && <NewKey />}
      <ProblemNotice error={query.error} title="The keys could not be listed" />
      {query.isPending && <PageLoading />}
      {query.isSuccess && (
        <Panel title="Keys" isFlush>
          {keys.length === 0 ? (
            <EmptyState title="No key was made yet">
              The key of the service itself, TAPEDECK_API_KEY, is not listed.
            </EmptyState>
          ) : (
            <DataTable
              caption="Keys of the API"
              columns={isReadOnly ? columns : [...columns, actionColumn]}
              rows={keys}
              keyOf={({ id }) => id}
            />
          )}
        </Panel>
      )}
      {query.hasNextPage && (
        <Button isBusy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
      <AccessKeysPanel />
    </Page>
  )
}
