import { isTapedeckError } from '@tapedeck/contracts'
import type { ObjectStore } from '../object-store.ts'
import type { StorageHealth } from './storage-health.ts'

/** The same store; what writing to it shows is noted in `health`. Reading shows nothing: a store may refuse only writes. */
export const watchHealth = (
  store: ObjectStore,
  health: StorageHealth,
  monotonic: () => number,
): ObjectStore => {
  const noting = async <T>(isProof: boolean, write: () => Promise<T>): Promise<T> => {
    const startedAtMs = monotonic()
    try {
      const result = await write()
      if (isProof) health.succeeded(monotonic())
      return result
    } catch (error) {
      const isDestination = isTapedeckError(error) && error.facts.blame === 'destination'
      // an upload or object that is gone says nothing about the store
      if (isDestination && error.code !== 'OBJECT_NOT_FOUND')
        health.failed(startedAtMs, monotonic())
      throw error
    }
  }
  return {
    ...store,
    // of a registered storage they change with it
    get place() {
      return store.place
    },
    get needsEqualParts() {
      return store.needsEqualParts ?? false
    },
    put: (...args) => noting(true, () => store.put(...args)),
    putFile: (...args) => noting(true, () => store.putFile(...args)),
    // begun uploads hold no bytes yet: a store whose quota is used up begins them all the same
    createUpload: (...args) => noting(false, () => store.createUpload(...args)),
    putPart: (...args) => noting(true, () => store.putPart(...args)),
    completeUpload: (...args) => noting(true, () => store.completeUpload(...args)),
    copy: (...args) => noting(true, () => store.copy(...args)),
  }
}
