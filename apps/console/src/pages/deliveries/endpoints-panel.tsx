import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Badge } from '../../design/badge.tsx'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { useTell } from '../../design/notices.tsx'
import { Panel } from '../../design/page.tsx'
import { useApi } from '../../session/session-context.tsx'
import styles from './deliveries-page.module.css'

type Endpoint = Schemas['Endpoint']

const StateOf = ({ endpoint: { isEnabled, disabled } }: { endpoint: Endpoint }) => {
  if (disabled !== null)
    return (
      <span className={styles.name}>
        <Badge tone="bad">disabled</Badge>
        <span className={styles.soft}>{disabled.detail}</span>
      </span>
    )
  return isEnabled ? <Badge tone="good">enabled</Badge> : <Badge tone="idle">disabled</Badge>
}

const columns: Column<Endpoint>[] = [
  {
    heading: 'Endpoint',
    isWide: true,
    cell: ({ name, url }) => (
      <span className={styles.name}>
        {name ?? url}
        {name !== null && <span className={styles.soft}>{url}</span>}
      </span>
    ),
  },
  { heading: 'State', cell: (endpoint) => <StateOf endpoint={endpoint} /> },
  {
    heading: 'Events',
    cell: ({ events }) => <span className={styles.name}>{events?.join(', ') ?? 'all'}</span>,
  },
  { heading: 'Dialect', cell: ({ dialect }) => dialect },
]

const TestEndpoint = ({ endpoint: { id, name, url, isEnabled } }: { endpoint: Endpoint }) => {
  const api = useApi()
  const tell = useTell()
  const queries = useQueryClient()
  const testing = useMutation({
    mutationFn: () => api.endpoints.test(id),
    onSuccess: () => tell('A test event is on its way: its delivery tells what becomes of it'),
    onError: (error) => tell(error.message, 'bad'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  })
  return (
    <Button
      size="small"
      kind="quiet"
      label={`Send a test event to ${name ?? url}`}
      isBusy={testing.isPending}
      isDisabled={!isEnabled}
      onPress={() => testing.mutate()}
    >
      Test
    </Button>
  )
}

const actionColumn: Column<Endpoint> = {
  heading: 'Actions',
  isHeadingHidden: true,
  align: 'end',
  cell: (endpoint) => <TestEndpoint endpoint={endpoint} />,
}

type Props = { endpoints: readonly Endpoint[]; isReadOnly: boolean }

/** Registered receivers of events. */
export const EndpointsPanel = ({ endpoints, isReadOnly }: Props) => (
  <Panel title="Endpoints" isFlush>
    {endpoints.length === 0 ? (
      <EmptyState title="No endpoint is registered">
        Register one by the API: see docs/webhooks.md.
      </EmptyState>
    ) : (
      <DataTable
        caption="Endpoints"
        columns={isReadOnly ? columns : [...columns, actionColumn]}
        rows={endpoints}
        keyOf={({ id }) => id}
      />
    )}
  </Panel>
)
