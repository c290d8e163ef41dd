import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { useParams } from 'wouter'
import { Notice } from '../../design/notice.tsx'
import { Page, PageLoading } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { NeedsAdministrator } from '../../forms/needs-administrator.tsx'
import { useFirstReading } from '../../forms/use-first-reading.ts'
import { useSaving } from '../../forms/use-saving.ts'
import { useApi } from '../../session/session-context.tsx'
import { RuleFields } from './rule-fields.tsx'
import { formOfRule, keptTemplate, type RuleForm, ruleChangeOf } from './rule-form.ts'

const EditRule = ({ rule }: { rule: Schemas['Rule'] }) => {
  const api = useApi()
  const first = useFirstReading(rule)
  const saving = useSaving({
    save: (form: RuleForm) => api.rules.change(rule.id, ruleChangeOf(form, first)),
    told: 'The rule is saved',
    queryKey: ['rules'],
    next: '/rules',
  })
  const kept = { value: keptTemplate, label: `As it is: ${first.template?.name ?? ''}` }
  return (
    <>
      {rule.isExecuting && (
        <Notice tone="busy">
          A stream is recorded by this rule. It goes on by the rule as it was until it is published
          again.
        </Notice>
      )}
      <RuleFields
        initial={formOfRule(first)}
        choices={first.template === null ? [] : [kept]}
        action="Save"
        error={saving.error}
        isBusy={saving.isPending}
        onSubmit={saving.mutate}
      />
    </>
  )
}

/** Changes a rule. */
export const RulePage = () => {
  const { id = '' } = useParams()
  const api = useApi()
  const query = useQuery({
    queryKey: ['rules', 'one', id],
    queryFn: () => api.rules.get(id),
    // a form is filled once: not with what was read at a former visit
    gcTime: 0,
  })
  return (
    <Page title="Rule">
      <ProblemNotice error={query.error} title="The rule could not be read" />
      {query.isPending && <PageLoading />}
      {query.data && (
        <NeedsAdministrator toDo="changing rules">
          <EditRule rule={query.data} />
        </NeedsAdministrator>
      )}
    </Page>
  )
}
