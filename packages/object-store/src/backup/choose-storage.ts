/** Where a cycle goes: into the storage of its recording, or into the backup. */
export type StoragePlace = 'first' | 'backup'

/** For how long each storage has failed without success, in milliseconds. */
export type FailingMs = { first: number; backup: number }

/**
 * Where to go on with a cycle after a try failed. It leaves the first storage when that has failed for `afterMs`, and
 * the backup likewise; where both have, it stays with the first until the failures of the backup are forgotten.
 */
export const chooseStorage = (
  place: StoragePlace,
  failing: FailingMs,
  afterMs: number,
): StoragePlace => {
  if (failing.backup >= afterMs) return 'first'
  return failing.first >= afterMs ? 'backup' : place
}
