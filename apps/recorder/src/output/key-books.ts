import {
  KeyBook,
  type OpenCycle,
  outputOf,
  type Recording,
  type RecordingFile,
  type StorageTarget,
  storageOfOutput,
} from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'

/** What lies under a key already: a stored file, or a cycle that a former generation began. */
type Keyed =
  | Pick<RecordingFile, 'key' | 'output' | 'format'>
  | Pick<OpenCycle, 'key' | 'output' | 'format'>

/**
 * The keys of a recording that are taken, one book for each storage: outputs in the same storage stay out of each other's
 * way, also where their patterns come to the same.
 * @returns the book of the output with this name
 */
export const openKeyBooks = (
  resolveStorage: (target: StorageTarget) => ObjectStore,
  recording: Recording,
  taken: readonly Keyed[],
): ((output: string) => KeyBook) => {
  const books = new Map<ObjectStore, KeyBook>()
  const bookOf = (output: string): KeyBook => {
    const objects = resolveStorage(storageOfOutput(recording, output))
    const book = books.get(objects) ?? new KeyBook()
    books.set(objects, book)
    return book
  }
  for (const one of taken) bookOf(outputOf(one)).claim(one.key)
  return bookOf
}
