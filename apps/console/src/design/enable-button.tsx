import { useMutation } from '@tanstack/react-query'
import { Button } from './button.tsx'
import { useTell } from './notices.tsx'

type Props = {
  /** What it is, for screen readers and for what is told: "the rule for live/news". */
  name: string
  isEnabled: boolean
  onChange(isEnabled: boolean): Promise<unknown>
}

/** Enables what is disabled and the other way round. */
export const EnableButton = ({ name, isEnabled, onChange }: Props) => {
  const tell = useTell()
  const verb = isEnabled ? 'Disable' : 'Enable'
  const changing = useMutation({
    mutationFn: () => onChange(!isEnabled),
    onSuccess: () => tell(`${verb}d: ${name}`),
    onError: (error) => tell(error.message, 'bad'),
  })
  return (
    <Button
      size="small"
      kind="quiet"
      label={`${verb} ${name}`}
      isBusy={changing.isPending}
      onPress={() => changing.mutate()}
    >
      {verb}
    </Button>
  )
}
