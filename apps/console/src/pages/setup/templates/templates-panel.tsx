import type { Schemas } from '@tapedeck/client'
import type { Column } from '../../../design/data-table.tsx'
import { NamedCell } from '../../../design/named-cell.tsx'
import { Ago } from '../../../design/time.tsx'
import { useApi } from '../../../session/session-context.tsx'
import { ListedPanel } from '../listed-panel.tsx'
import { OneActions } from '../one-actions.tsx'
import { storageText } from './template-storage.ts'
import { outputsText } from './template-text.ts'

type Template = Schemas['Template']

const columns: Column<Template>[] = [
  {
    heading: 'Template',
    isWide: true,
    cell: ({ name, id }) => <NamedCell below={id}>{name}</NamedCell>,
  },
  {
    heading: 'Outputs',
    cell: (template) => <NamedCell>{outputsText(template)}</NamedCell>,
  },
  { heading: 'Storage', cell: ({ storage }) => <NamedCell>{storageText(storage)}</NamedCell> },
  { heading: 'Changed', cell: ({ updatedAt }) => <Ago at={updatedAt} /> },
]

/** How streams are recorded. */
export const TemplatesPanel = () => {
  const { templates } = useApi()
  return (
    <ListedPanel
      title="Templates"
      word="template"
      queryKey="templates"
      list={templates.list}
      columns={columns}
      keyOf={({ id }) => id}
      actionsOf={({ id, name }) => (
        <OneActions
          name={`the template ${name}`}
          href={`/setup/templates/${encodeURIComponent(id)}`}
          queryKey="templates"
          remove={() => templates.remove(id)}
          explanation="Recordings keep their copy of it. A template that rules name stays."
        />
      )}
    >
      A template says how streams are recorded, and where to.
    </ListedPanel>
  )
}
