import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { useParams } from 'wouter'
import { Page, PageLoading } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { NeedsAdministrator } from '../../forms/needs-administrator.tsx'
import { useFirstReading } from '../../forms/use-first-reading.ts'
import { useSaving } from '../../forms/use-saving.ts'
import { useSession } from '../../session/session-context.tsx'
import { EndpointFields } from './endpoint-fields.tsx'
import { type EndpointForm, endpointChangeOf, formOfEndpoint } from './endpoint-form.ts'
import { RenewSecret } from './renew-secret.tsx'

const EditEndpoint = ({ endpoint }: { endpoint: Schemas['Endpoint'] }) => {
  const { api } = useSession()
  const first = useFirstReading(endpoint)
  const saving = useSaving({
    save: (form: EndpointForm) => api.endpoints.change(first.id, endpointChangeOf(form, first)),
    told: 'The endpoint is saved',
    queryKey: ['endpoints'],
    next: '/deliveries',
  })
  return (
    <EndpointFields
      initial={formOfEndpoint(first)}
      isNew={false}
      error={saving.error}
      isBusy={saving.isPending}
      onSubmit={saving.mutate}
    />
  )
}

/** Changes a receiver of events, and gives it another secret. */
export const EndpointPage = () => {
  const { id = '' } = useParams()
  const { api, isReadOnly } = useSession()
  const query = useQuery({
    queryKey: ['endpoints', 'one', id],
    queryFn: () => api.endpoints.get(id),
    // a form is filled once: not with what was read at a former visit
    gcTime: 0,
  })
  const mayRenew = !isReadOnly && query.data !== undefined && query.data.dialect !== 'cdnetworks'
  return (
    <Page title="Endpoint" actions={mayRenew && <RenewSecret endpoint={query.data} />}>
      <ProblemNotice error={query.error} title="The endpoint could not be read" />
      {query.isPending && <PageLoading />}
      {query.data && (
        <NeedsAdministrator toDo="changing endpoints">
          <EditEndpoint endpoint={query.data} />
        </NeedsAdministrator>
      )}
    </Page>
  )
}
