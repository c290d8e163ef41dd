import { ButtonLink } from '../design/button.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Page } from '../design/page.tsx'

/** For addresses that name no page. */
export const NotFoundPage = () => (
  <Page title="Not found">
    <EmptyState title="There is no such page" action={<ButtonLink href="/">Overview</ButtonLink>}>
      The address may have been mistyped, or what it named was removed.
    </EmptyState>
  </Page>
)
