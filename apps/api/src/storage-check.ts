import { TapedeckError } from '@tapedeck/contracts'
import { registeredNameOf, type StorageTarget } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'

/** How long a storage that worked is trusted; a failure is never remembered. */
const trustedMs = 30_000
/** A storage that does not answer in this time cannot be reached. */
const checkTimeoutMs = 10_000
/** Targets remembered; the oldest is forgotten. */
const maxRemembered = 256

type Options = { storage: (target: StorageTarget | null) => ObjectStore; clock: () => number }

/**
 * Makes sure that a store takes objects, within ten seconds.
 * @throws TapedeckError STORAGE_*
 */
export const checkWithin = async (store: ObjectStore): Promise<void> => {
  const timedOut = AbortSignal.timeout(checkTimeoutMs)
  const late = new Promise<never>((_, reject) => {
    const unreachable = () =>
      reject(
        new TapedeckError('STORAGE_UNREACHABLE', {
          detail: `The storage did not answer within ${checkTimeoutMs / 1000} s.`,
        }),
      )
    timedOut.addEventListener('abort', unreachable, { once: true })
  })
  await Promise.race([store.check(timedOut), late])
}

/**
 * Makes sure that a storage takes objects, so that a wrong key or bucket is said when a recording is submitted.
 * Requests for the same target at the same time share one check.
 * @returns a function that throws TapedeckError STORAGE_*
 */
export const createStorageCheck = ({ storage, clock }: Options) => {
  const trustedUntilMs = new Map<string, number>()
  // entries end within checkTimeoutMs, and there are no more than requests being served
  const running = new Map<string, Promise<void>>()

  const remember = (name: string): void => {
    trustedUntilMs.delete(name)
    trustedUntilMs.set(name, clock() + trustedMs)
    const [oldest] = trustedUntilMs.keys()
    if (trustedUntilMs.size > maxRemembered && oldest !== undefined) trustedUntilMs.delete(oldest)
  }

  return async (target: StorageTarget | null): Promise<void> => {
    const store = storage(target)
    const registered = target && registeredNameOf(target)
    const name = JSON.stringify([store.type, store.bucket, registered])
    if ((trustedUntilMs.get(name) ?? 0) > clock()) return
    const check =
      running.get(name) ??
      checkWithin(store)
        .then(() => remember(name))
        .finally(() => running.delete(name))
    running.set(name, check)
    await check
  }
}
