import type { Schemas } from '@tapedeck/client'

type Storage = Schemas['Template']['storage']

/** Stands for a storage that the form cannot name; no registered one is called so. */
export const keptStorage = '(kept)'

/** The choice for the storage of a template: a registered one, the configured one (empty), or what it has. */
export const shownStorage = (storage: Storage): string => {
  if (storage === null) return ''
  const { type, storage: name, bucket } = storage
  const isNamed = type === 's3' && typeof name === 'string' && (bucket ?? null) === null
  return isNamed ? name : keptStorage
}

/** The storage of a choice; null for the configured one. */
export const storageOf = (choice: string): Schemas['Storage'] | null =>
  choice === '' ? null : { type: 's3', storage: choice }

/** A storage in a few words. */
export const storageText = (storage: Storage): string => {
  if (storage === null) return 'the configured one'
  return [storage.type, storage.storage, storage.bucket, storage.directory]
    .filter((part) => typeof part === 'string')
    .join(' ')
}
