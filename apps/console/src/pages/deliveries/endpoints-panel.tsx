import type { Schemas } from '@tapedeck/client'
import { Badge } from '../../design/badge.tsx'
import { ButtonLink } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { NamedCell } from '../../design/named-cell.tsx'
import { Panel } from '../../design/page.tsx'
import { EndpointActions } from './endpoint-actions.tsx'

type Endpoint = Schemas['Endpoint']

const StateOf = ({ endpoint: { isEnabled, disabled } }: { endpoint: Endpoint }) => {
  if (disabled !== null)
    return (
      <NamedCell below={disabled.detail}>
        <Badge tone="bad">disabled</Badge>
      </NamedCell>
    )
  return isEnabled ? <Badge tone="good">enabled</Badge> : <Badge tone="idle">disabled</Badge>
}

const columns: Column<Endpoint>[] = [
  {
    heading: 'Endpoint',
    isWide: true,
    cell: ({ name, url }) => (
      <NamedCell below={name === null ? undefined : url}>{name ?? url}</NamedCell>
    ),
  },
  { heading: 'State', cell: (endpoint) => <StateOf endpoint={endpoint} /> },
  {
    heading: 'Events',
    cell: ({ events }) => <NamedCell>{events?.join(', ') ?? 'all'}</NamedCell>,
  },
  { heading: 'Dialect', cell: ({ dialect }) => dialect },
]

const actionColumn: Column<Endpoint> = {
  heading: 'Actions',
  isHeadingHidden: true,
  align: 'end',
  cell: (endpoint) => <EndpointActions endpoint={endpoint} />,
}

type Props = { endpoints: readonly Endpoint[]; isReadOnly: boolean }

/** Registered receivers of events. */
export const EndpointsPanel = ({ endpoints, isReadOnly }: Props) => (
  <Panel
    title="Endpoints"
    aside={
      !isReadOnly && (
        <ButtonLink size="small" icon="plus" href="/deliveries/endpoints/new">
          New endpoint
        </ButtonLink>
      )
    }
    isFlush
  >
    {endpoints.length === 0 ? (
      <EmptyState title="No endpoint is registered">
        An endpoint is a web address of yours that is told what happens.
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
