import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Button, ButtonLink } from '../../design/button.tsx'
import { ConfirmButton } from '../../design/confirm-button.tsx'
import { EnableButton } from '../../design/enable-button.tsx'
import { useTell } from '../../design/notices.tsx'
import { RowActions } from '../../design/row-actions.tsx'
import { useApi } from '../../session/session-context.tsx'

type Props = { endpoint: Schemas['Endpoint'] }

const TestEndpoint = ({ endpoint: { id, name, url, isEnabled } }: Props) => {
  const api = useApi()
  const tell = useTell()
  const queries = useQueryClient()
  const testing = useMutation({
    mutationFn: () => api.endpoints.test(id),
    onSuccess: () => tell('A test event is on its way: its delivery tells what becomes of it'),
    onError: (error) => tell(error.message, 'bad'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  })
  return (
    <Button
      size="small"
      kind="quiet"
      label={`Send a test event to ${name ?? url}`}
      isBusy={testing.isPending}
      isDisabled={!isEnabled}
      onPress={() => testing.mutate()}
    >
      Test
    </Button>
  )
}

/** What an administrator can do with an endpoint. */
export const EndpointActions = ({ endpoint }: Props) => {
  const api = useApi()
  const tell = useTell()
  const queries = useQueryClient()
  const { id, isEnabled } = endpoint
  const name = endpoint.name ?? endpoint.url
  const refresh = () => queries.invalidateQueries({ queryKey: ['endpoints'] })
  const enable = async (wanted: boolean): Promise<void> => {
    await api.endpoints.change(id, { isEnabled: wanted })
    await refresh()
  }
  const remove = async (): Promise<void> => {
    await api.endpoints.remove(id)
    tell(`The endpoint ${name} is gone`)
    await refresh()
  }
  return (
    <RowActions>
      <TestEndpoint endpoint={endpoint} />
      <ButtonLink
        size="small"
        kind="quiet"
        label={`Edit the endpoint ${name}`}
        href={`/deliveries/endpoints/${encodeURIComponent(id)}`}
      >
        Edit
      </ButtonLink>
      <EnableButton name={`the endpoint ${name}`} isEnabled={isEnabled} onChange={enable} />
      <ConfirmButton
        size="small"
        kind="quiet"
        label={`Delete the endpoint ${name}`}
        question={`Delete the endpoint ${name}?`}
        explanation="It is told nothing more, and what was still to be sent to it is given up. To go on later, disable it."
        onConfirm={remove}
      >
        Delete
      </ConfirmButton>
    </RowActions>
  )
}
