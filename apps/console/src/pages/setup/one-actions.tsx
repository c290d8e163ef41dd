import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ButtonLink } from '../../design/button.tsx'
import { ConfirmButton } from '../../design/confirm-button.tsx'
import { useTell } from '../../design/notices.tsx'
import { RowActions } from '../../design/row-actions.tsx'

type Props = {
  /** "the template hourly". */
  name: string
  href: string
  /** Under which the list keeps it. */
  queryKey: string
  remove(): Promise<void>
  /** What becomes of what uses it. */
  explanation: string
  /** What else can be done with it. */
  children?: ReactNode
}

/** What an administrator can do with one thing that is set up. */
export const OneActions = ({ name, href, queryKey, remove, explanation, children }: Props) => {
  const tell = useTell()
  const queries = useQueryClient()
  return (
    <RowActions>
      {children}
      <ButtonLink size="small" kind="quiet" label={`Edit ${name}`} href={href}>
        Edit
      </ButtonLink>
      <ConfirmButton
        size="small"
        kind="quiet"
        label={`Delete ${name}`}
        question={`Delete ${name}?`}
        explanation={explanation}
        onConfirm={async () => {
          await remove()
          tell(`${name.charAt(0).toUpperCase()}${name.slice(1)} is gone`)
          await queries.invalidateQueries({ queryKey: [queryKey] })
        }}
      >
        Delete
      </ConfirmButton>
    </RowActions>
  )
}
