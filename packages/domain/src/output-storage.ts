import type { Recording } from './recording.ts'
import type { StorageTarget } from './template.ts'

/** What says where the outputs of a recording go. */
export type OutputPlaces = Pick<Recording, 'storage'> & {
  template: Pick<Recording['template'], 'formats'>
}

/** Where the objects of an output go: to its own storage, or else to the recording's. */
export const storageOfOutput = (
  { storage, template }: OutputPlaces,
  output: string,
): StorageTarget => template.formats.find(({ name }) => name === output)?.storage ?? storage

/** The name of the registered storage that a target is in; null when it is a configured one. */
export const registeredNameOf = (target: StorageTarget): string | null =>
  target.type === 's3' ? (target.storage ?? null) : null

/** True when two targets are told in the same words. */
export const isSameStorage = (a: StorageTarget | null, b: StorageTarget | null): boolean => {
  if (a === null || b === null) return a === b
  if (a.type === 's3')
    return b.type === 's3' && a.bucket === b.bucket && registeredNameOf(a) === registeredNameOf(b)
  return b.type === 'filesystem' && a.directory === b.directory
}

/** Every storage in which objects of a recording may lie, its own first, each once. */
export const storagesOf = ({ storage, template }: OutputPlaces): StorageTarget[] => {
  const all = [storage]
  for (const { storage: own } of template.formats)
    if (own !== null && !all.some((known) => isSameStorage(known, own))) all.push(own)
  return all
}
