import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Badge } from '../../design/badge.tsx'
import { Button } from '../../design/button.tsx'
import { ConfirmButton } from '../../design/confirm-button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { EnableButton } from '../../design/enable-button.tsx'
import { NamedCell } from '../../design/named-cell.tsx'
import { useTell } from '../../design/notices.tsx'
import { Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { RowActions } from '../../design/row-actions.tsx'
import { Ago } from '../../design/time.tsx'
import { useApi, useSession } from '../../session/session-context.tsx'
import { apiChoices } from './access-key-form.ts'
import { NewAccessKey } from './new-access-key.tsx'

type AccessKey = Schemas['AccessKey']

const apisText = ({ apis }: AccessKey): string =>
  apis.length === apiChoices.length ? 'all' : apis.join(', ')

const columns: Column<AccessKey>[] = [
  {
    heading: 'Access key',
    isWide: true,
    cell: ({ id, name }) => (
      <NamedCell below={name === null ? undefined : id}>{name ?? id}</NamedCell>
    ),
  },
  { heading: 'May call', cell: apisText },
  { heading: 'Mode', cell: ({ mode }) => mode },
  {
    heading: 'State',
    cell: ({ isEnabled }) => (
      <Badge tone={isEnabled ? 'good' : 'idle'}>{isEnabled ? 'enabled' : 'disabled'}</Badge>
    ),
  },
  { heading: 'Made', cell: ({ createdAt }) => <Ago at={createdAt} /> },
]

const AccessKeyActions = ({ accessKey }: { accessKey: AccessKey }) => {
  const api = useApi()
  const tell = useTell()
  const queries = useQueryClient()
  const { id, name, apis, mode, isEnabled } = accessKey
  const refresh = () => queries.invalidateQueries({ queryKey: ['access-keys'] })
  const enable = async (wanted: boolean): Promise<void> => {
    const named = name === null ? {} : { name }
    await api.accessKeys.replace(id, { ...named, apis, mode, isEnabled: wanted })
    await refresh()
  }
  const remove = async (): Promise<void> => {
    await api.accessKeys.remove(id)
    tell(`The access key ${name ?? id} is worth nothing any more`)
    await refresh()
  }
  return (
    <RowActions>
      <EnableButton name={`the access key ${name ?? id}`} isEnabled={isEnabled} onChange={enable} />
      <ConfirmButton
        size="small"
        kind="quiet"
        label={`Remove the access key ${name ?? id}`}
        question={`Remove the access key ${name ?? id}?`}
        explanation="Clients that sign with it are refused from then on. To refuse them for a while, disable it."
        onConfirm={remove}
      >
        Remove
      </ConfirmButton>
    </RowActions>
  )
}

const actionColumn: Column<AccessKey> = {
  heading: 'Actions',
  isHeadingHidden: true,
  align: 'end',
  cell: (accessKey) => <AccessKeyActions accessKey={accessKey} />,
}

/** Keys with which clients of Alibaba Cloud and CDNetworks sign. */
export const AccessKeysPanel = () => {
  const { api, isReadOnly } = useSession()
  const query = useInfiniteQuery({
    queryKey: ['access-keys'],
    queryFn: ({ pageParam }) =>
      api.accessKeys.list(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const accessKeys = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <>
      <ProblemNotice error={query.error} title="The access keys could not be listed" />
      {query.isSuccess && (
        <Panel title="Access keys" aside={!isReadOnly && <NewAccessKey />} isFlush>
          {accessKeys.length === 0 ? (
            <EmptyState title="No access key was made yet">
              Clients of Alibaba Cloud and CDNetworks sign with access keys.
            </EmptyState>
          ) : (
            <DataTable
              caption="Access keys"
              columns={isReadOnly ? columns : [...columns, actionColumn]}
              rows={accessKeys}
              keyOf={({ id }) => id}
            />
          )}
        </Panel>
      )}
      {query.hasNextPage && (
        <Button isBusy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
          Show more access keys
        </Button>
      )}
    </>
  )
}
