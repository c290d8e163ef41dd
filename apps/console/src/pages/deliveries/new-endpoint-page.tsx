import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { useTell } from '../../design/notices.tsx'
import { Page } from '../../design/page.tsx'
import { SecretDialog } from '../../design/secret-dialog.tsx'
import { NeedsAdministrator } from '../../forms/needs-administrator.tsx'
import { useApi } from '../../session/session-context.tsx'
import { EndpointFields } from './endpoint-fields.tsx'
import { type EndpointForm, emptyEndpoint, newEndpointOf } from './endpoint-form.ts'

const NewEndpoint = () => {
  const api = useApi()
  const tell = useTell()
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const goOn = (): void => {
    tell('The endpoint is told of what happens from now on')
    navigate('/deliveries')
  }
  const making = useMutation({
    mutationFn: (form: EndpointForm) => api.endpoints.create(newEndpointOf(form)),
    onSuccess: async ({ secret }) => {
      await queries.invalidateQueries({ queryKey: ['endpoints'] })
      if (secret === null) goOn()
    },
  })
  return (
    <>
      <EndpointFields
        initial={emptyEndpoint}
        isNew
        error={making.error}
        isBusy={making.isPending || making.isSuccess}
        onSubmit={making.mutate}
      />
      {typeof making.data?.secret === 'string' && (
        <SecretDialog title="The endpoint's secret" secret={making.data.secret} onClose={goOn}>
          <p>With it the receiver verifies that a request is Tapedeck's.</p>
        </SecretDialog>
      )}
    </>
  )
}

/** Registers a receiver of events. */
export const NewEndpointPage = () => (
  <Page title="New endpoint">
    <NeedsAdministrator toDo="registering endpoints">
      <NewEndpoint />
    </NeedsAdministrator>
  </Page>
)
