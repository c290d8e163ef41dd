import type { ObjectStore, StoredObject } from '../object-store.ts'

/**
 * The part of a store whose keys begin with `prefix`, as a store of its own. Its `bucket` carries the prefix, so that
 * bucket and key together still name the place.
 * @param prefix without slashes at its ends
 */
export const belowPrefix = (store: ObjectStore, prefix: string): ObjectStore => {
  const inside = (key: string): string => `${prefix}/${key}`
  const outside = <T extends { key: string }>(object: T): T => ({
    ...object,
    key: object.key.slice(prefix.length + 1),
  })
  const named = async (stored: Promise<StoredObject>): Promise<StoredObject> =>
    outside(await stored)
  return {
    type: store.type,
    bucket: `${store.bucket}/${prefix}`,
    place: `${store.place}/${prefix}`,
    needsEqualParts: store.needsEqualParts ?? false,
    check: (signal) => store.check(signal),
    put: (key, ...rest) => named(store.put(inside(key), ...rest)),
    putFile: (key, ...rest) => named(store.putFile(inside(key), ...rest)),
    createUpload: (key, options) => store.createUpload(inside(key), options),
    putPart: (key, ...rest) => store.putPart(inside(key), ...rest),
    completeUpload: (key, ...rest) => named(store.completeUpload(inside(key), ...rest)),
    abortUpload: (key, uploadId) => store.abortUpload(inside(key), uploadId),
    listParts: (key, uploadId) => store.listParts(inside(key), uploadId),
    listUploads: async (start) => (await store.listUploads(inside(start))).map(outside),
    head: (key) => named(store.head(inside(key))),
    get: (key, range) => store.get(inside(key), range),
    copy: (from, to, options) => named(store.copy(inside(from), inside(to), options)),
    remove: (keys) => store.remove(keys.map(inside)),
    list: async (start) => (await store.list(inside(start))).map(outside),
    presignGet: (key, expiresSeconds) => store.presignGet(inside(key), expiresSeconds),
    close: () => store.close(),
  }
}
