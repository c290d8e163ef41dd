import { useMutation } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Button } from '../../../design/button.tsx'
import type { Column } from '../../../design/data-table.tsx'
import { NamedCell } from '../../../design/named-cell.tsx'
import { useTell } from '../../../design/notices.tsx'
import { useApi } from '../../../session/session-context.tsx'
import { ListedPanel } from '../listed-panel.tsx'
import { OneActions } from '../one-actions.tsx'
import { formOfStorage, storageSettingsOf } from './storage-form.ts'

type Storage = Schemas['RegisteredStorage']

const columns: Column<Storage>[] = [
  {
    heading: 'Storage',
    isWide: true,
    cell: ({ name, endpoint }) => <NamedCell below={endpoint}>{name}</NamedCell>,
  },
  { heading: 'Bucket', cell: ({ bucket }) => <NamedCell>{bucket ?? 'as it is named'}</NamedCell> },
  { heading: 'Key id', cell: ({ accessKeyId }) => <NamedCell>{accessKeyId}</NamedCell> },
]

/** Storing what is there already tries it. */
const TryStorage = ({ storage }: { storage: Storage }) => {
  const { storages } = useApi()
  const tell = useTell()
  const { name } = storage
  const trying = useMutation({
    mutationFn: () => storages.replace(name, storageSettingsOf(formOfStorage(storage))),
    onSuccess: () => tell(`The storage ${name} takes objects`),
    onError: (error) => tell(error.message, 'bad'),
  })
  return (
    <Button
      size="small"
      kind="quiet"
      label={`Try the storage ${name}`}
      isBusy={trying.isPending}
      // without a bucket there is nothing to write into
      isDisabled={storage.bucket === null}
      onPress={() => trying.mutate()}
    >
      Try
    </Button>
  )
}

/** S3 storages besides the configured one. */
export const StoragesPanel = () => {
  const { storages } = useApi()
  return (
    <ListedPanel
      title="Storages"
      word="storage"
      queryKey="storages"
      list={storages.list}
      columns={columns}
      keyOf={({ name }) => name}
      actionsOf={(storage) => (
        <OneActions
          name={`the storage ${storage.name}`}
          href={`/setup/storages/${encodeURIComponent(storage.name)}`}
          queryKey="storages"
          remove={() => storages.remove(storage.name)}
          explanation="What lies in it stays there, but is listed without links. A storage that something needs stays."
        >
          <TryStorage storage={storage} />
        </OneActions>
      )}
    >
      Recordings go into the configured storage unless they name one that is registered here.
    </ListedPanel>
  )
}
