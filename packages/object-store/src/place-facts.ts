import type { RecordingFile } from '@tapedeck/domain'
import type { ObjectStore } from './object-store.ts'

/** What the record of a file says of the store that holds it. */
export const placeFacts = ({
  type,
  bucket,
  registeredName,
}: ObjectStore): Pick<RecordingFile, 'storageType' | 'bucket' | 'storageName'> => ({
  storageType: type,
  bucket,
  ...(registeredName === undefined ? {} : { storageName: registeredName }),
})
