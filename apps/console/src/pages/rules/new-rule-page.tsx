import { Page } from '../../design/page.tsx'
import { NeedsAdministrator } from '../../forms/needs-administrator.tsx'
import { useSaving } from '../../forms/use-saving.ts'
import { useApi } from '../../session/session-context.tsx'
import { RuleFields } from './rule-fields.tsx'
import { emptyRule, newRuleOf, type RuleForm } from './rule-form.ts'

const NewRule = () => {
  const api = useApi()
  const saving = useSaving({
    save: (form: RuleForm) => api.rules.create(newRuleOf(form)),
    told: 'The rule is in force from the next publication on',
    queryKey: ['rules'],
    next: '/rules',
  })
  return (
    <RuleFields
      initial={emptyRule}
      action="Make rule"
      error={saving.error}
      isBusy={saving.isPending}
      onSubmit={saving.mutate}
    />
  )
}

/** Makes a rule. */
export const NewRulePage = () => (
  <Page title="New rule">
    <NeedsAdministrator toDo="making rules">
      <NewRule />
    </NeedsAdministrator>
  </Page>
)
