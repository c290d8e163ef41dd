import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { useState } from 'react'
import { Button } from '../../design/button.tsx'
import { useTell } from '../../design/notices.tsx'
import { RowActions } from '../../design/row-actions.tsx'
import { useSession } from '../../session/session-context.tsx'
import { AttemptsDialog } from './attempts-dialog.tsx'

/** Looks at the attempts of a delivery, and sends it again. */
export const DeliveryActions = ({ delivery }: { delivery: Schemas['Delivery'] }) => {
  const { api, isReadOnly } = useSession()
  const tell = useTell()
  const queries = useQueryClient()
  const [isOpen, setIsOpen] = useState(false)
  const replaying = useMutation({
    mutationFn: () => api.deliveries.replay(delivery.id),
    onSuccess: () => tell(`${delivery.type} is sent again`),
    onError: (error) => tell(error.message, 'bad'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  })
  return (
    <RowActions>
      <Button size="small" kind="quiet" onPress={() => setIsOpen(true)}>
        Attempts
      </Button>
      {!isReadOnly && (
        <Button
          size="small"
          kind="quiet"
          icon="replay"
          isBusy={replaying.isPending}
          isDisabled={delivery.state === 'pending'}
          onPress={() => replaying.mutate()}
        >
          Send again
        </Button>
      )}
      {isOpen && <AttemptsDialog id={delivery.id} onClose={() => setIsOpen(false)} />}
    </RowActions>
  )
}
