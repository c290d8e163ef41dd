import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { useState } from 'react'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { SelectField } from '../../design/field.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { SecretDialog } from '../../design/secret-dialog.tsx'
import { useApi } from '../../session/session-context.tsx'

const overlaps = [
  { value: '86400', label: 'For a day' },
  { value: '604800', label: 'For a week' },
  { value: '3600', label: 'For an hour' },
  { value: '0', label: 'No longer: it became known' },
] as const
type Overlap = (typeof overlaps)[number]['value']

type Props = { endpoint: Schemas['Endpoint'] }

/** Gives an endpoint another secret, which is shown this once. */
export const RenewSecret = ({ endpoint: { id, dialect } }: Props) => {
  const api = useApi()
  const queries = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  const [overlap, setOverlap] = useState<Overlap>('86400')
  const hasOverlap = dialect === 'standard'
  const renewing = useMutation({
    mutationFn: () =>
      api.endpoints.renewSecret(id, hasOverlap ? { overlapSeconds: Number(overlap) } : {}),
    onSuccess: () => {
      setIsAsking(false)
      return queries.invalidateQueries({ queryKey: ['endpoints'] })
    },
  })
  return (
    <>
      <Button icon="keys" onPress={() => setIsAsking(true)}>
        New secret
      </Button>
      {isAsking && (
        <Dialog
          title="Another secret?"
          onClose={() => setIsAsking(false)}
          isBusy={renewing.isPending}
          actions={
            <>
              <Button isDisabled={renewing.isPending} onPress={() => setIsAsking(false)}>
                Cancel
              </Button>
              <Button kind="primary" isBusy={renewing.isPending} onPress={renewing.mutate}>
                Make secret
              </Button>
            </>
          }
        >
          <ProblemNotice error={renewing.error} title="The secret was not made" />
          {hasOverlap ? (
            <SelectField
              label="The former one goes on signing beside it"
              options={overlaps}
              value={overlap}
              onChange={(value) => setOverlap(value)}
            />
          ) : (
            <p>This dialect has one signature: the new secret counts at once.</p>
          )}
        </Dialog>
      )}
      {typeof renewing.data?.secret === 'string' && (
        <SecretDialog
          title="The new secret"
          secret={renewing.data.secret}
          onClose={renewing.reset}
        />
      )}
    </>
  )
}
