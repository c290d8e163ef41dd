import { useState } from 'react'
import { Button, ButtonLink } from '../../design/button.tsx'
import { Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { FormActions, PageForm } from '../../forms/field-layout.tsx'
import { problemsAt } from '../../forms/form-part.ts'
import { EventFields, FilterFields } from './chosen-fields.tsx'
import { type EndpointForm, endpointFieldOf } from './endpoint-form.ts'
import { ReceiverFields, SigningFields } from './receiver-fields.tsx'

type Props = {
  initial: EndpointForm
  isNew: boolean
  /** What was thrown when it was sent. */
  error: unknown
  isBusy: boolean
  onSubmit(form: EndpointForm): void
}

/** All settings of an endpoint. */
export const EndpointFields = ({ initial, isNew, error, isBusy, onSubmit }: Props) => {
  const [form, setForm] = useState(initial)
  const part = {
    form,
    problems: problemsAt<EndpointForm>(error, endpointFieldOf),
    onChange: (changes: Partial<EndpointForm>) => setForm((before) => ({ ...before, ...changes })),
  }
  return (
    <PageForm onSubmit={() => onSubmit(form)}>
      <ProblemNotice error={error} title="The endpoint was not saved" />
      <Panel title="Receiver">
        <ReceiverFields {...part} />
      </Panel>
      {isNew && (
        <Panel title="Format and signature">
          <SigningFields {...part} />
        </Panel>
      )}
      <Panel title="Events">
        <EventFields {...part} />
      </Panel>
      <Panel title="Of which recordings">
        <FilterFields {...part} />
      </Panel>
      <FormActions>
        <ButtonLink kind="quiet" href="/deliveries">
          Cancel
        </ButtonLink>
        <Button type="submit" kind="primary" isBusy={isBusy} isDisabled={form.url.trim() === ''}>
          {isNew ? 'Register' : 'Save'}
        </Button>
      </FormActions>
    </PageForm>
  )
}
