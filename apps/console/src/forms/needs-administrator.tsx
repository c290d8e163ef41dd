import type { ReactNode } from 'react'
import { Notice } from '../design/notice.tsx'
import { useSession } from '../session/session-context.tsx'

type Props = {
  /** What a read-only key may not do: "making rules". */
  toDo: string
  children: ReactNode
}

/** Shows a form to those who may send it. */
export const NeedsAdministrator = ({ toDo, children }: Props) =>
  useSession().isReadOnly ? (
    <Notice tone="warn">Your key is read-only: {toDo} takes an administrator's.</Notice>
  ) : (
    children
  )
