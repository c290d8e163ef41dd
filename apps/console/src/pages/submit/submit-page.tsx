import { Notice } from '../../design/notice.tsx'
import { Page } from '../../design/page.tsx'
import { useSession } from '../../session/session-context.tsx'
import { SubmitForm } from './submit-form.tsx'

/** Asks for a stream to be recorded. */
export const SubmitPage = () => (
  <Page title="Record a stream">
    {useSession().isReadOnly ? (
      <Notice tone="warn">Your key is read-only: recording takes an administrator's.</Notice>
    ) : (
      <SubmitForm />
    )}
  </Page>
)
