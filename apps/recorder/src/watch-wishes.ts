import type { Store } from '@tapedeck/store'
import { type ReliableContext, reliably } from './reliably.ts'
import type { SessionDeps } from './session/session-deps.ts'
import type { SessionRegistry } from './session-registry.ts'

type Deps = Pick<SessionDeps, 'storeRetry' | 'random' | 'log'> & { store: Store }

/**
 * Hands a user's wish to its session as soon as it is written, and every session's wishes after a reconnect, when word of
 * some may have been lost. A record that cannot be read is read again; the pulse reads all of them now and then besides.
 * Resolves when wishes are heard; returns the release.
 */
export const watchWishes = async (
  deps: Deps,
  registry: Pick<SessionRegistry, 'told' | 'refreshAll'>,
): Promise<() => Promise<void>> => {
  const { store, log, storeRetry, random } = deps
  const stopped = new AbortController()
  const background = (facts: { recordingId?: string }, task: () => Promise<void>): void => {
    const context: ReliableContext = {
      ...{ retry: storeRetry, random, signal: stopped.signal },
      onStorageRetry: (error) =>
        log.warn({ err: error, ...facts }, 'a command could not be read; trying again'),
    }
    reliably(context, task).catch((error: unknown) => {
      if (!stopped.signal.aborted) log.warn({ err: error, ...facts }, 'a command was not read')
    })
  }
  const release = await store.control.watch(
    (recordingId) => background({ recordingId }, () => registry.told(store, recordingId)),
    () => background({}, () => registry.refreshAll(store)),
  )
  return async () => {
    stopped.abort()
    await release()
  }
}
