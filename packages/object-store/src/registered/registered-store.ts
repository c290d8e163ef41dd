import type { ObjectStore } from '../object-store.ts'
import { s3Place } from '../s3/s3-place.ts'
import { s3StoreOf } from '../s3/s3-store.ts'
import { wantsEqualParts } from '../s3/wants-equal-parts.ts'
import type { RegisteredConnection, RegisteredConnections } from './registered-connections.ts'
import type { StorageBook } from './storage-book.ts'

/**
 * The port over one bucket of a registered storage. Each request goes to the storage as it is registered then, so that a
 * store which is held keeps working when its storage changes, and is there before its storage is known.
 */
export const createRegisteredStore = (
  book: StorageBook,
  connections: RegisteredConnections,
  name: string,
  bucket: string,
): ObjectStore => {
  const known = () => book.known(name)
  let opened: { connection: RegisteredConnection; store: ObjectStore } | null = null
  const storeOn = (connection: RegisteredConnection): ObjectStore => {
    if (opened?.connection !== connection)
      opened = { connection, store: s3StoreOf(connection.client, bucket, connection) }
    return opened.store
  }
  const run = <T>(request: (store: ObjectStore) => Promise<T>): Promise<T> =>
    connections.use(name, (connection) => request(storeOn(connection)))
  return {
    type: 's3',
    bucket,
    registeredName: name,
    get place() {
      const storage = known()
      return storage === null ? `${name}/${bucket}` : s3Place(storage.endpoint, bucket)
    },
    // every service takes equal parts: as long as nobody knows which it is, they are sent
    get needsEqualParts() {
      const storage = known()
      return storage === null || wantsEqualParts(storage.endpoint)
    },
    check: (signal) => run((store) => store.check(signal)),
    put: (...args) => run((store) => store.put(...args)),
    putFile: (...args) => run((store) => store.putFile(...args)),
    createUpload: (...args) => run((store) => store.createUpload(...args)),
    putPart: (...args) => run((store) => store.putPart(...args)),
    completeUpload: (...args) => run((store) => store.completeUpload(...args)),
    abortUpload: (...args) => run((store) => store.abortUpload(...args)),
    listParts: (...args) => run((store) => store.listParts(...args)),
    listUploads: (prefix) => run((store) => store.listUploads(prefix)),
    head: (key) => run((store) => store.head(key)),
    get: (...args) => run((store) => store.get(...args)),
    copy: (...args) => run((store) => store.copy(...args)),
    remove: (keys) => run((store) => store.remove(keys)),
    list: (prefix) => run((store) => store.list(prefix)),
    // files of a storage that is registered no more, or whose secret cannot be read, are listed without links
    presignGet: async (key, expiresSeconds) =>
      ((await book.find(name))?.secretAccessKey ?? null) === null
        ? null
        : run((store) => store.presignGet(key, expiresSeconds)),
    close: () => undefined,
  }
}
