import type { Schemas } from '@tapedeck/client'
import { useState } from 'react'
import { useParams } from 'wouter'
import { ConfirmButton } from '../../../design/confirm-button.tsx'
import { useSaving } from '../../../forms/use-saving.ts'
import { useApi } from '../../../session/session-context.tsx'
import { OnePage } from '../one-page.tsx'
import { SourceFields } from './source-fields.tsx'
import { formOfSource, type SourceForm, sourceChangeOf } from './source-form.ts'
import { SourceSecret } from './source-secret.tsx'

type Props = { source: Schemas['Source'] }

const RenewSecret = ({ source: { id } }: Props) => {
  const { sources } = useApi()
  const [made, setMade] = useState<Schemas['SourceWithSecret'] | null>(null)
  return (
    <>
      <ConfirmButton
        icon="keys"
        kind="normal"
        question="Another secret?"
        explanation="The former one stops to work at once: what the server tells is refused until it has the new one."
        onConfirm={async () => setMade(await sources.renewSecret(id))}
      >
        New secret
      </ConfirmButton>
      {made && <SourceSecret source={made} onClose={() => setMade(null)} />}
    </>
  )
}

const EditSource = ({ source }: Props) => {
  const { sources } = useApi()
  const { error, isPending, mutate } = useSaving({
    save: (form: SourceForm) => sources.change(source.id, sourceChangeOf(form, source)),
    told: `The source ${source.name} is saved`,
    queryKey: ['sources'],
    next: '/setup',
  })
  return (
    <SourceFields
      initial={formOfSource(source)}
      isNew={false}
      hasPassword={source.poll?.hasPassword ?? false}
      error={error}
      isBusy={isPending}
      onSubmit={mutate}
    />
  )
}

/** Changes a source, and gives it another secret. */
export const SourcePage = () => {
  const { id = '' } = useParams()
  const { sources } = useApi()
  return (
    <OnePage
      title="Source"
      toDo="changing sources"
      queryKey="sources"
      id={id}
      read={() => sources.get(id)}
      actionsOf={(source) => <RenewSecret source={source} />}
    >
      {(source) => <EditSource source={source} />}
    </OnePage>
  )
}
