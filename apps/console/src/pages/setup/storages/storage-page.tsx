import type { Schemas } from '@tapedeck/client'
import { useParams } from 'wouter'
import { useSaving } from '../../../forms/use-saving.ts'
import { useApi } from '../../../session/session-context.tsx'
import { OnePage } from '../one-page.tsx'
import { StorageFields } from './storage-fields.tsx'
import { formOfStorage, type StorageForm, storageSettingsOf } from './storage-form.ts'

const EditStorage = ({ storage }: { storage: Schemas['RegisteredStorage'] }) => {
  const { storages } = useApi()
  const { error, isPending, mutate } = useSaving({
    save: (form: StorageForm) =>
      storages.replace(storage.name, storageSettingsOf(form), { check: form.isTried }),
    told: `The storage ${storage.name} is saved`,
    queryKey: ['storages'],
    next: '/setup',
  })
  return (
    <StorageFields
      initial={formOfStorage(storage)}
      isNew={false}
      error={error}
      isBusy={isPending}
      onSubmit={mutate}
    />
  )
}

/** Changes a registered storage. */
export const StoragePage = () => {
  const { name = '' } = useParams()
  const { storages } = useApi()
  return (
    <OnePage
      title="Storage"
      toDo="changing storages"
      queryKey="storages"
      id={name}
      read={() => storages.get(name)}
    >
      {(storage) => <EditStorage storage={storage} />}
    </OnePage>
  )
}
