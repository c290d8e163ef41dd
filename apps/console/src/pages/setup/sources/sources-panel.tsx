import type { Schemas } from '@tapedeck/client'
import type { Column } from '../../../design/data-table.tsx'
import { NamedCell } from '../../../design/named-cell.tsx'
import { useApi } from '../../../session/session-context.tsx'
import { ListedPanel } from '../listed-panel.tsx'
import { OneActions } from '../one-actions.tsx'

type Source = Schemas['Source']

const columns: Column<Source>[] = [
  {
    heading: 'Source',
    isWide: true,
    cell: ({ name, ingestPath }) => <NamedCell below={ingestPath}>{name}</NamedCell>,
  },
  { heading: 'Kind', cell: ({ kind }) => kind },
  {
    heading: 'Domain',
    cell: ({ domain }) => <NamedCell>{domain ?? 'as it says'}</NamedCell>,
  },
  {
    heading: 'Asked',
    cell: ({ poll }) =>
      poll === null ? (
        'no'
      ) : (
        <NamedCell below={`every ${poll.intervalSeconds} s`}>{poll.url}</NamedCell>
      ),
  },
]

/** Media servers that tell of their streams. */
export const SourcesPanel = () => {
  const { sources } = useApi()
  return (
    <ListedPanel
      title="Sources"
      word="source"
      queryKey="sources"
      list={sources.list}
      columns={columns}
      keyOf={({ id }) => id}
      actionsOf={({ id, name }) => (
        <OneActions
          name={`the source ${name}`}
          href={`/setup/sources/${encodeURIComponent(id)}`}
          queryKey="sources"
          remove={() => sources.remove(id)}
          explanation="What it tells is refused from then on. Streams that it told of count as ended: what a rule records of them goes on until they end."
        />
      )}
    >
      A source is a media server that tells which streams are published.
    </ListedPanel>
  )
}
