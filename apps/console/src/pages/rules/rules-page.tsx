import { useInfiniteQuery } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Button, ButtonLink } from '../../design/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Page, PageLoading, Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { useSession } from '../../session/session-context.tsx'
import { RuleActions } from './rule-actions.tsx'
import { RuleTester } from './rule-tester.tsx'
import styles from './rules-page.module.css'
import { RulesTable } from './rules-table.tsx'

type Rule = Schemas['Rule']

const pageSize = 50
const refreshMs = 5000

/** Which streams are recorded how, and which rule would win for a stream. */
export const RulesPage = () => {
  const { api, isReadOnly } = useSession()
  const query = useInfiniteQuery({
    queryKey: ['rules'],
    queryFn: ({ pageParam }) =>
      api.rules.list({ limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : refreshMs),
  })
  const rules = query.data?.pages.flatMap(({ items }) => items) ?? []
  const create = isReadOnly ? null : (
    <ButtonLink kind="primary" icon="plus" href="/rules/new">
      New rule
    </ButtonLink>
  )
  return (
    <Page title="Rules" actions={create}>
      <RuleTester />
      <ProblemNotice error={query.error} title="The rules could not be listed" />
      {query.isPending && <PageLoading />}
      {query.isSuccess && (
        <Panel title="Rules" isFlush>
          {rules.length === 0 ? (
            <EmptyState title="There is no rule yet">
              Rules say which streams are recorded when they are published.
            </EmptyState>
          ) : (
            <RulesTable
              caption="Rules"
              rules={rules}
              {...(isReadOnly ? {} : { actionsOf: (rule: Rule) => <RuleActions rule={rule} /> })}
            />
          )}
        </Panel>
      )}
      {query.hasNextPage && (
        <div className={styles.more}>
          <Button isBusy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Page>
  )
}
