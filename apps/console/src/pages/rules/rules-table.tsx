import type { Schemas } from '@tapedeck/client'
import type { ReactNode } from 'react'
import { Badge } from '../../design/badge.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { NamedCell } from '../../design/named-cell.tsx'
import { Moment } from '../../design/time.tsx'
import styles from './rules-page.module.css'

type Rule = Schemas['Rule']

const Window = ({ rule: { window } }: { rule: Rule }) => {
  if (window.start === null && window.end === null) return 'always'
  return (
    <NamedCell>
      {window.start !== null && (
        <span>
          from <Moment at={window.start} />
        </span>
      )}
      {window.end !== null && (
        <span>
          until <Moment at={window.end} />
        </span>
      )}
    </NamedCell>
  )
}

const columns: Column<Rule>[] = [
  {
    heading: 'Streams',
    isWide: true,
    cell: ({ domain, app, stream, id }) => (
      <NamedCell below={id}>
        {domain}/{app}/{stream}
      </NamedCell>
    ),
  },
  { heading: 'Mode', cell: ({ mode }) => mode },
  {
    heading: 'Template',
    cell: ({ template, templateId }) => (
      <NamedCell>{template?.name ?? templateId ?? '–'}</NamedCell>
    ),
  },
  { heading: 'When', cell: (rule) => <Window rule={rule} /> },
  {
    heading: 'State',
    cell: ({ isEnabled, isExecuting }) => (
      <span className={styles.badges}>
        <Badge tone={isEnabled ? 'good' : 'idle'}>{isEnabled ? 'enabled' : 'disabled'}</Badge>
        {isExecuting && (
          <Badge tone="live" isPulsing>
            records
          </Badge>
        )}
      </span>
    ),
  },
]

type Props = {
  caption: string
  rules: readonly Rule[]
  /** What can be done with a rule; absent where nothing can. */
  actionsOf?: (rule: Rule) => ReactNode
}

/** Rules with what they match and how they record. */
export const RulesTable = ({ caption, rules, actionsOf }: Props) => (
  <DataTable
    caption={caption}
    columns={
      actionsOf === undefined
        ? columns
        : [...columns, { heading: 'Actions', isHeadingHidden: true, align: 'end', cell: actionsOf }]
    }
    rows={rules}
    keyOf={({ id }) => id}
  />
)
