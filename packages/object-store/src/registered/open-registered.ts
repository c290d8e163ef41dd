import { TapedeckError } from '@tapedeck/contracts'
import type { S3Connection } from '../s3/s3-client.ts'
import { RegisteredConnections } from './registered-connections.ts'
import { StorageBook, type StorageRegistrySource, unreadableStorage } from './storage-book.ts'

export type RegisteredOptions = {
  /** Where targets that name a registered storage find it; null or absent when this process has none. */
  registry?: StorageRegistrySource | null
  /** Told of each try of a request to a registered storage. */
  onRequestTried?: S3Connection['onRequestTried']
  /** Told when registered storages cannot be read; those that are known stay in use. */
  onRegistryProblem?: ((error: unknown) => void) | undefined
}

/** The registered storages of a process, and its connections to them. */
export type Registered = {
  book: StorageBook
  connections: RegisteredConnections
  close(): void
}

/**
 * Begins to keep up with the registry, in the background; null without one.
 * @param monotonic milliseconds that do not jump
 */
export const openRegistered = (
  { registry, onRequestTried, onRegistryProblem }: RegisteredOptions,
  monotonic: () => number,
): Registered | null => {
  if (registry == null) return null
  const book = new StorageBook({ registry, onProblem: onRegistryProblem })
  const connections = new RegisteredConnections({ book, onRequestTried, monotonic })
  book.start(() => connections.leaveUnknown())
  return {
    book,
    connections,
    close: () => {
      book.close()
      connections.close()
    },
  }
}

export const unknownStorage = (name: string): TapedeckError =>
  new TapedeckError('STORAGE_NOT_CONFIGURED', {
    detail: `There is no storage of the name "${name}".`,
  })

export const withoutBucket = (name: string): TapedeckError =>
  new TapedeckError('STORAGE_NOT_CONFIGURED', {
    detail: `The storage "${name}" has no bucket of its own, and none is named.`,
  })

/**
 * Reads a storage anew.
 * @throws STORAGE_NOT_CONFIGURED when nobody registered it; SECRET_UNREADABLE; what the registry throws
 */
export const assertRegistered = async (
  registered: Registered | null,
  name: string,
): Promise<void> => {
  const storage = (await registered?.book.look(name)) ?? null
  if (storage === null) throw unknownStorage(name)
  if (storage.secretAccessKey === null) throw unreadableStorage(storage)
}
