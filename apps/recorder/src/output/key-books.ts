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

/** Where the objects of a cycle lie that somebody else will end, and where its file will. */
export const keyedOf = (cycle: OpenCycle): Keyed[] =>
  cycle.ending === undefined ? [cycle] : [cycle, { ...cycle, key: cycle.ending.key }]

/**
 * The keys of a recording that are taken, one book for each bucket or directory: outputs in the same storage stay out of each other's
 * way, also where their patterns come to the same.
 * @returns the book of the output with this name
 */
export const openKeyBooks = (
  resolveStorage: (target: StorageTarget) => ObjectStore,
  recording: Recording,
  taken: readonly Keyed[],
): ((output: string) => KeyBook) => {
  const books = new Map<string, KeyBook>()
  // of a registered storage the place changes with it; what was written under it stays taken
  const ofOutputs = new Map<string, KeyBook>()
  const bookOf = (output: string): KeyBook => {
    const known = ofOutputs.get(output)
    if (known !== undefined) return known
    const { place } = resolveStorage(storageOfOutput(recording, output))
    const book = books.get(place) ?? new KeyBook()
    books.set(place, book)
    ofOutputs.set(output, book)
    return book
  }
  for (const one of taken) bookOf(outputOf(one)).claim(one.key)
  return bookOf
}
