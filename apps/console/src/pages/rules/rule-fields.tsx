import { useState } from 'react'
import { Button, ButtonLink } from '../../design/button.tsx'
import { CheckboxField, SelectField } from '../../design/field.tsx'
import { Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { Fields, FormActions, PageForm } from '../../forms/field-layout.tsx'
import { problemsAt } from '../../forms/form-part.ts'
import { TemplateFields } from '../../forms/template-fields.tsx'
import { type Choice, ownTemplate, useTemplateChoices } from '../../forms/use-choices.ts'
import { ModeFields, PatternFields } from './pattern-fields.tsx'
import { type RuleForm, ruleFieldOf } from './rule-form.ts'

type Props = {
  initial: RuleForm
  /** What else can be chosen for a template. */
  choices?: readonly Choice[]
  /** On the button: "Save". */
  action: string
  /** What was thrown when it was sent. */
  error: unknown
  isBusy: boolean
  onSubmit(form: RuleForm): void
}

/** All settings of a rule. */
export const RuleFields = (props: Props) => {
  const [form, setForm] = useState(props.initial)
  const templates = useTemplateChoices()
  const part = {
    form,
    problems: problemsAt<RuleForm>(props.error, ruleFieldOf),
    onChange: (changes: Partial<RuleForm>) => setForm((before) => ({ ...before, ...changes })),
  }
  const hasOwn = form.templateId === ''
  const isComplete = form.domain.trim() !== '' && (!hasOwn || form.formats.length > 0)
  return (
    <PageForm onSubmit={() => props.onSubmit(form)}>
      <ProblemNotice error={props.error} title="The rule was not saved" />
      <Panel title="Streams">
        <PatternFields {...part} />
      </Panel>
      <Panel title="When to record">
        <ModeFields {...part} />
      </Panel>
      <Panel title="How to record">
        <Fields>
          <SelectField
            label="Template"
            options={[...(props.choices ?? []), ownTemplate, ...templates]}
            value={form.templateId}
            problem={part.problems.templateId}
            onChange={(templateId) => part.onChange({ templateId })}
          />
          {hasOwn && <TemplateFields {...part} />}
          <CheckboxField
            label="Enabled"
            hint="A disabled rule is as if it were not there."
            isChecked={form.isEnabled}
            onChange={(isEnabled) => part.onChange({ isEnabled })}
          />
        </Fields>
      </Panel>
      <FormActions>
        <ButtonLink kind="quiet" href="/rules">
          Cancel
        </ButtonLink>
        <Button type="submit" kind="primary" isBusy={props.isBusy} isDisabled={!isComplete}>
          {props.action}
        </Button>
      </FormActions>
    </PageForm>
  )
}
