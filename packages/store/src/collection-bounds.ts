import { TapedeckError } from '@tapedeck/contracts'

/** Most entries of the collections that users fill. */
export const collectionBounds = {
  templates: 100_000,
  domains: 10_000,
  rules: 100_000,
  sources: 10_000,
  endpoints: 1000,
  accessKeys: 10_000,
  apiKeys: 1000,
  storages: 1000,
} as const

/** The error of a collection that takes no more. */
export const collectionFull = (collection: keyof typeof collectionBounds): TapedeckError =>
  new TapedeckError('INPUT_INVALID', {
    detail: `There are ${collectionBounds[collection]} ${collection}, the most that are kept: remove some first.`,
  })
