import { Page } from '../../../design/page.tsx'
import { NeedsAdministrator } from '../../../forms/needs-administrator.tsx'
import { useSaving } from '../../../forms/use-saving.ts'
import { useApi } from '../../../session/session-context.tsx'
import { DomainFields } from './domain-fields.tsx'
import { type DomainForm, emptyDomain, newDomainOf } from './domain-form.ts'

const NewDomain = () => {
  const { domains } = useApi()
  const { error, isPending, mutate } = useSaving({
    save: (form: DomainForm) => domains.create(newDomainOf(form)),
    told: 'The domain is made',
    queryKey: ['domains'],
    next: '/setup',
  })
  return (
    <DomainFields initial={emptyDomain} isNew error={error} isBusy={isPending} onSubmit={mutate} />
  )
}

/** Makes a domain. */
export const NewDomainPage = () => (
  <Page title="New domain">
    <NeedsAdministrator toDo="making domains">
      <NewDomain />
    </NeedsAdministrator>
  </Page>
)
