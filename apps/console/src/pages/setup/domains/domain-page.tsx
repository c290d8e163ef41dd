import type { Schemas } from '@tapedeck/client'
import { useParams } from 'wouter'
import { useSaving } from '../../../forms/use-saving.ts'
import { useApi } from '../../../session/session-context.tsx'
import { OnePage } from '../one-page.tsx'
import { DomainFields } from './domain-fields.tsx'
import { type DomainForm, domainChangeOf, formOfDomain } from './domain-form.ts'

const EditDomain = ({ domain }: { domain: Schemas['Domain'] }) => {
  const { domains } = useApi()
  const { error, isPending, mutate } = useSaving({
    save: (form: DomainForm) => domains.change(domain.name, domainChangeOf(form, domain)),
    told: `The domain ${domain.name} is saved`,
    queryKey: ['domains'],
    next: '/setup',
  })
  return (
    <DomainFields
      initial={formOfDomain(domain)}
      isNew={false}
      error={error}
      isBusy={isPending}
      onSubmit={mutate}
    />
  )
}

/** Changes a domain. */
export const DomainPage = () => {
  const { name = '' } = useParams()
  const { domains } = useApi()
  return (
    <OnePage
      title="Domain"
      toDo="changing domains"
      queryKey="domains"
      id={name}
      read={() => domains.get(name)}
    >
      {(domain) => <EditDomain domain={domain} />}
    </OnePage>
  )
}
