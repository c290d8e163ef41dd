import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Button } from '../../design/button.tsx'
import { ConfirmButton } from '../../design/confirm-button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { useTell } from '../../design/notices.tsx'
import { Page, PageLoading, Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { useApi, useSession } from '../../session/session-context.tsx'
import { RuleTester } from './rule-tester.tsx'
import styles from './rules-page.module.css'
import { RulesTable } from './rules-table.tsx'

type Rule = Schemas['Rule']

const pageSize = 50
const refreshMs = 5000

const RemoveRule = ({ rule: { id, domain, app, stream } }: { rule: Rule }) => {
  const api = useApi()
  const tell = useTell()
  const queries = useQueryClient()
  const pattern = `${domain}/${app}/${stream}`
  const remove = async (): Promise<void> => {
    await api.rules.remove(id)
    tell(`The rule for ${pattern} is gone`)
    await queries.invalidateQueries({ queryKey: ['rules'] })
  }
  return (
    <ConfirmButton
      size="small"
      kind="quiet"
      label={`Delete the rule for ${pattern}`}
      question={`Delete the rule for ${pattern}?`}
      explanation="Streams that are published from then on are recorded by the next rule that matches, or not at all. A rule by which a stream is recorded stays."
      onConfirm={remove}
    >
      Delete
    </ConfirmButton>
  )
}

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
  return (
    <Page title="Rules">
      <RuleTester />
      <ProblemNotice error={query.error} title="The rules could not be listed" />
      {query.isPending && <PageLoading />}
      {query.isSuccess && (
        <Panel title="Rules" isFlush>
          {rules.length === 0 ? (
            <EmptyState title="There is no rule yet">
              Rules say which streams are recorded when they are published: see docs/rules.md.
            </EmptyState>
          ) : (
            <RulesTable
              caption="Rules"
              rules={rules}
              {...(isReadOnly ? {} : { actionsOf: (rule: Rule) => <RemoveRule rule={rule} /> })}
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
