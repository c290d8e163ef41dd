import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Button } from '../../design/button.tsx'
import { ConfirmButton } from '../../design/confirm-button.tsx'
import { useTell } from '../../design/notices.tsx'
import { useApi } from '../../session/session-context.tsx'

/** Empties a recorder, or lets it take recordings again. */
export const RecorderAction = ({ recorder }: { recorder: Schemas['Recorder'] }) => {
  const api = useApi()
  const tell = useTell()
  const queries = useQueryClient()
  const id = recorder.recorderId
  const refresh = () => queries.invalidateQueries({ queryKey: ['recorders'] })
  const drain = async (): Promise<void> => {
    await api.recorders.drain(id)
    tell(`${id} is being emptied`)
    await refresh()
  }
  const resuming = useMutation({
    mutationFn: () => api.recorders.resume(id),
    onSuccess: () => tell(`${id} takes recordings again`),
    onError: (error) => tell(error.message, 'bad'),
    onSettled: refresh,
  })
  if (recorder.state === 'active')
    return (
      <ConfirmButton
        size="small"
        kind="normal"
        label={`Drain ${id}`}
        question={`Drain ${id}?`}
        explanation="It takes no recording any more and hands over what it has, without a gap, as soon as another recorder has room. The process lives on."
        onConfirm={drain}
      >
        Drain
      </ConfirmButton>
    )
  return (
    <Button
      size="small"
      label={`Resume ${id}`}
      isBusy={resuming.isPending}
      onPress={() => resuming.mutate()}
    >
      Resume
    </Button>
  )
}
