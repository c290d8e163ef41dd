import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Button } from '../../design/button.tsx'
import { ConfirmButton } from '../../design/confirm-button.tsx'
import type { IconName } from '../../design/icon.tsx'
import { useTell } from '../../design/notices.tsx'
import { useApi } from '../../session/session-context.tsx'
import { type Command, commandLabels, commandsOf, endingText, isEnding } from './stream-commands.ts'
import styles from './streams-page.module.css'

const icons: Record<Command, IconName> = {
  start: 'record',
  stop: 'stop',
  cancel_delay: 'stop',
  restart: 'replay',
  pause: 'pause',
  resume: 'play',
  split: 'split',
}

const problemText = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/** Buttons for what can be done with a stream as it is. */
export const StreamActions = ({ stream }: { stream: Schemas['Stream'] }) => {
  const api = useApi()
  const tell = useTell()
  const queries = useQueryClient()
  const name = stream.stream.stream
  const sending = useMutation({
    mutationFn: (command: Command) => api.streams.command(stream.stream, command),
    onSuccess: (_stream, command) => tell(`${commandLabels[command]}: ${name}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['streams'] }),
  })
  const send = (command: Command): void =>
    sending.mutate(command, { onError: (error) => tell(problemText(error), 'bad') })
  return (
    <div className={styles.actions}>
      {commandsOf(stream).map((command) =>
        isEnding(command) ? (
          <ConfirmButton
            key={command}
            size="small"
            kind="quiet"
            icon={icons[command]}
            question={`${commandLabels[command]} ${name}?`}
            explanation={endingText(command)}
            onConfirm={() => sending.mutateAsync(command)}
          >
            {commandLabels[command]}
          </ConfirmButton>
        ) : (
          <Button
            key={command}
            size="small"
            kind="quiet"
            icon={icons[command]}
            isBusy={sending.isPending && sending.variables === command}
            onPress={() => send(command)}
          >
            {commandLabels[command]}
          </Button>
        ),
      )}
    </div>
  )
}
