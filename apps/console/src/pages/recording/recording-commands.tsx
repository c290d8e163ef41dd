import { useMutation } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Button } from '../../design/button.tsx'
import { ConfirmButton } from '../../design/confirm-button.tsx'
import { useTell } from '../../design/notices.tsx'
import { useSession } from '../../session/session-context.tsx'

type State = Schemas['Recording']['state']

/** States in which a cycle is open, and the source may be skipped. */
const withFiles: readonly State[] = ['recording', 'interrupted', 'paused']
const stoppable: readonly State[] = ['accepted', 'waiting', ...withFiles]
const pausable: readonly State[] = ['waiting', ...withFiles]

type Props = { recording: Schemas['Recording']; onDone(): Promise<unknown> }

/** What can be asked of a recording that has not ended. */
export const RecordingCommands = ({ recording, onDone }: Props) => {
  const { api, isReadOnly } = useSession()
  const tell = useTell()
  const { id, state, pause } = recording
  const command = useMutation({
    mutationFn: async ({ act, told }: { act: () => Promise<unknown>; told: string }) => {
      await act()
      return told
    },
    onSuccess: (told) => tell(told),
    onError: (error) => tell(error.message, 'bad'),
    onSettled: () => onDone(),
  })
  if (isReadOnly || !stoppable.includes(state)) return null
  const isBusy = command.isPending
  const { recordings } = api
  return (
    <>
      {pausable.includes(state) && pause === null && (
        <Button
          icon="pause"
          isBusy={isBusy}
          onPress={() =>
            command.mutate({ act: () => recordings.pause(id), told: 'Asked to pause' })
          }
        >
          Pause
        </Button>
      )}
      {pausable.includes(state) && pause !== null && (
        <Button
          icon="play"
          isBusy={isBusy}
          onPress={() =>
            command.mutate({ act: () => recordings.resume(id), told: 'Asked to go on' })
          }
        >
          Resume
        </Button>
      )}
      {withFiles.includes(state) && (
        <Button
          icon="split"
          isBusy={isBusy}
          onPress={() =>
            command.mutate({ act: () => recordings.split(id), told: 'Asked for a new file' })
          }
        >
          Split
        </Button>
      )}
      <ConfirmButton
        icon="stop"
        question="Stop this recording?"
        explanation="Its files are finished with what has arrived. It cannot be begun again."
        onConfirm={async () => {
          await recordings.stop(id)
          tell('Asked to stop')
          await onDone()
        }}
      >
        Stop
      </ConfirmButton>
    </>
  )
}
