import type { ReactNode } from 'react'
import { Button, ButtonLink } from '../../design/button.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { FormActions, PageForm } from '../../forms/field-layout.tsx'

/** What sends a form, and what came of it. */
export type Sending<Form> = {
  error: unknown
  isBusy: boolean
  onSubmit(form: Form): void
}

type Props = {
  /** "template". */
  word: string
  /** On the button: "Save". */
  action: string
  isComplete: boolean
  sending: Pick<Sending<never>, 'error' | 'isBusy'>
  onSubmit(): void
  children: ReactNode
}

/** A form of something that is set up: its panels and its buttons. */
export const SetupForm = ({ word, action, isComplete, sending, onSubmit, children }: Props) => (
  <PageForm onSubmit={onSubmit}>
    <ProblemNotice error={sending.error} title={`The ${word} was not saved`} />
    {children}
    <FormActions>
      <ButtonLink kind="quiet" href="/setup">
        Cancel
      </ButtonLink>
      <Button type="submit" kind="primary" isBusy={sending.isBusy} isDisabled={!isComplete}>
        {action}
      </Button>
    </FormActions>
  </PageForm>
)
