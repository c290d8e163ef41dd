import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button, ButtonLink } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { PageLoading, Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { useSession } from '../../session/session-context.tsx'
import styles from './setup-page.module.css'

const pageSize = 50

type Page<Item> = { items: Item[]; nextCursor: string | null }

type Props<Item> = {
  /** "Templates", and of one "template". */
  title: string
  word: string
  /** Under which others keep what the list is of; it has pages of its own. */
  queryKey: string
  list(query: { limit: number; cursor?: string }): Promise<Page<Item>>
  columns: readonly Column<Item>[]
  keyOf(item: Item): string
  /** What an administrator can do with one. */
  actionsOf(item: Item): ReactNode
  /** What they are for, where there is none. */
  children: string
}

/** One kind of thing that is set up, with a way to a new one. */
export const ListedPanel = <Item,>(props: Props<Item>) => {
  const { title, word, columns, keyOf, actionsOf } = props
  const { isReadOnly } = useSession()
  const query = useInfiniteQuery({
    queryKey: [props.queryKey, 'pages'],
    queryFn: ({ pageParam }) =>
      props.list({ limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const actionColumn: Column<Item> = {
    heading: 'Actions',
    isHeadingHidden: true,
    align: 'end',
    cell: actionsOf,
  }
  return (
    <Panel
      title={title}
      aside={
        !isReadOnly && (
          <ButtonLink size="small" icon="plus" href={`/setup/${title.toLowerCase()}/new`}>
            {`New ${word}`}
          </ButtonLink>
        )
      }
      isFlush
    >
      <ProblemNotice error={query.error} title={`The ${title.toLowerCase()} could not be listed`} />
      {query.isPending && <PageLoading />}
      {query.isSuccess && items.length === 0 && (
        <EmptyState title={`There is no ${word} yet`}>{props.children}</EmptyState>
      )}
      {items.length > 0 && (
        <DataTable
          caption={title}
          columns={isReadOnly ? columns : [...columns, actionColumn]}
          rows={items}
          keyOf={keyOf}
        />
      )}
      {query.hasNextPage && (
        <div className={styles.more}>
          <Button isBusy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Panel>
  )
}
