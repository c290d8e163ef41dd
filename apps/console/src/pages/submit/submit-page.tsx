import { Page } from '../../design/page.tsx'
import { NeedsAdministrator } from '../../forms/needs-administrator.tsx'
import { SubmitForm } from './submit-form.tsx'

/** Asks for a stream to be recorded. */
export const SubmitPage = () => (
  <Page title="Record a stream">
    <NeedsAdministrator toDo="recording">
      <SubmitForm />
    </NeedsAdministrator>
  </Page>
)
