import type { Schemas } from '@tapedeck/client'
import type { Column } from '../../../design/data-table.tsx'
import { NamedCell } from '../../../design/named-cell.tsx'
import { Ago } from '../../../design/time.tsx'
import { useApi } from '../../../session/session-context.tsx'
import { ListedPanel } from '../listed-panel.tsx'
import { OneActions } from '../one-actions.tsx'

type Domain = Schemas['Domain']

const columns: Column<Domain>[] = [
  {
    heading: 'Domain',
    isWide: true,
    cell: ({ name, pullUrlPattern }) => <NamedCell below={pullUrlPattern}>{name}</NamedCell>,
  },
  {
    heading: 'Asks',
    cell: ({ onDemand }) => <NamedCell>{onDemand?.url ?? 'nobody'}</NamedCell>,
  },
  { heading: 'Changed', cell: ({ updatedAt }) => <Ago at={updatedAt} /> },
]

/** Where the streams of rules are pulled from. */
export const DomainsPanel = () => {
  const { domains } = useApi()
  return (
    <ListedPanel
      title="Domains"
      word="domain"
      queryKey="domains"
      list={domains.list}
      columns={columns}
      keyOf={({ name }) => name}
      actionsOf={({ name }) => (
        <OneActions
          name={`the domain ${name}`}
          href={`/setup/domains/${encodeURIComponent(name)}`}
          queryKey="domains"
          remove={() => domains.remove(name)}
          explanation="A domain that rules or sources name stays."
        />
      )}
    >
      A domain says where the streams that rules record are pulled from.
    </ListedPanel>
  )
}
