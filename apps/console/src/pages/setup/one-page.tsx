import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Page, PageLoading } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { NeedsAdministrator } from '../../forms/needs-administrator.tsx'
import { useFirstReading } from '../../forms/use-first-reading.ts'
import { useSession } from '../../session/session-context.tsx'

type Props<One> = {
  title: string
  /** What a read-only key may not do: "changing templates". */
  toDo: string
  /** Under which lists keep it, and what it is called by. */
  queryKey: string
  id: string
  read(): Promise<One>
  /** What an administrator can do with it besides. */
  actionsOf?: (one: One) => ReactNode
  /** Its form, of the thing as it was read first. */
  children(one: One): ReactNode
}

type FormProps<One> = Pick<Props<One>, 'children'> & { one: One }

const FormOf = <One,>({ one, children }: FormProps<One>) => children(useFirstReading(one))

/** Reads one thing and shows its form to those who may send it. */
export const OnePage = <One,>(props: Props<One>) => {
  const { isReadOnly } = useSession()
  const { data, error, isPending } = useQuery({
    queryKey: [props.queryKey, 'one', props.id],
    queryFn: () => props.read(),
    // a form is filled once: not with what was read at a former visit
    gcTime: 0,
  })
  return (
    <Page
      title={props.title}
      actions={!isReadOnly && data !== undefined && props.actionsOf?.(data)}
    >
      <ProblemNotice error={error} title="It could not be read" />
      {isPending && <PageLoading />}
      {data !== undefined && (
        <NeedsAdministrator toDo={props.toDo}>
          <FormOf one={data}>{props.children}</FormOf>
        </NeedsAdministrator>
      )}
    </Page>
  )
}
