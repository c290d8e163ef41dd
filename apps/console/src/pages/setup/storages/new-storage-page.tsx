import { Page } from '../../../design/page.tsx'
import { NeedsAdministrator } from '../../../forms/needs-administrator.tsx'
import { useSaving } from '../../../forms/use-saving.ts'
import { useApi } from '../../../session/session-context.tsx'
import { StorageFields } from './storage-fields.tsx'
import { emptyStorage, newStorageOf, type StorageForm } from './storage-form.ts'

const NewStorage = () => {
  const { storages } = useApi()
  const { error, isPending, mutate } = useSaving({
    save: (form: StorageForm) => storages.create(newStorageOf(form), { check: form.isTried }),
    told: 'The storage is registered',
    queryKey: ['storages'],
    next: '/setup',
  })
  return (
    <StorageFields
      initial={emptyStorage}
      isNew
      error={error}
      isBusy={isPending}
      onSubmit={mutate}
    />
  )
}

/** Registers a storage. */
export const NewStoragePage = () => (
  <Page title="New storage">
    <NeedsAdministrator toDo="registering storages">
      <NewStorage />
    </NeedsAdministrator>
  </Page>
)
