import { TapedeckError } from '@tapedeck/contracts'
import type { StorageTarget } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import pLimit, { type LimitFunction } from 'p-limit'
import type { SessionDeps } from '../session/session-deps.ts'

/**
 * Requests of pictures to storage that the whole process has in flight, apart from those of media: one that hangs must
 * not hold media back.
 */
const concurrency = 2

export const createPictureLimit = (): LimitFunction => pLimit(concurrency)

/** Brings pictures into the storage that they belong to, as long as the lease is held. Each is tried once. */
export class PictureStorage {
  readonly #deps: SessionDeps
  readonly #lease: Lease

  constructor(deps: SessionDeps, lease: Lease) {
    this.#deps = deps
    this.#lease = lease
  }

  /** True while a storage fails: no picture is worth being made for it. */
  isFailing(target: StorageTarget): boolean {
    const { storageHealth, monotonic } = this.#deps
    return storageHealth(target).failingMs(monotonic()) > 0
  }

  /** @throws TapedeckError STORAGE_*, REDIS_UNAVAILABLE; LEASE_LOST when another generation owns the recording */
  async put(target: StorageTarget, key: string, jpeg: Buffer): Promise<void> {
    const { store, leaseTtlMs, resolveStorage, pictures } = this.#deps
    await pictures.limit(async () => {
      if (!(await store.leases.renew(this.#lease, leaseTtlMs)))
        throw new TapedeckError('LEASE_LOST')
      await resolveStorage(target).put(key, jpeg, { contentType: 'image/jpeg' })
    })
  }
}
