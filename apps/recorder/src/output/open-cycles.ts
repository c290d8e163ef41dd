import {
  type CycleId,
  keysOfFiles,
  type OpenCycle,
  type OpenCyclePiece,
  slicesInStorage,
} from '@tapedeck/domain'
import { type Lease, type Store, storedFiles } from '@tapedeck/store'

/** A cycle that a former generation left unfinished. */
export type FormerCycle = { cycle: OpenCycle; pieces: OpenCyclePiece[] }

/** Where running cycles are noted: what another process or host needs to complete them. */
export type OpenCycles = {
  /** What a former generation left of this cycle; null when there is nothing. */
  former(id: CycleId): FormerCycle | null
  /** False when the lease is no longer ours. */
  put(cycle: OpenCycle): Promise<boolean>
  /** False when the lease is no longer ours or the cycle is gone. */
  addPiece(id: CycleId, piece: OpenCyclePiece): Promise<boolean>
  /**
   * Of keys that we brought into storage, those that nobody will ever name: none as long as no other
   * generation has begun, for then they may still be gone on with.
   */
  strays(keys: readonly string[]): Promise<string[]>
  /** Of keys whose media is in files under other keys, those that nobody names. */
  unnamed(keys: readonly string[]): Promise<string[]>
}

type CycleStores = Pick<Store, 'openCycles' | 'recordings' | 'generations'>

/** Of these keys, those that no file names and that no open cycle may come to name. */
export const unnamedAmong = async (
  { recordings, openCycles }: Pick<CycleStores, 'recordings' | 'openCycles'>,
  recordingId: string,
  keys: readonly string[],
): Promise<string[]> => {
  // cycles before files: what becomes a file meanwhile is seen in either
  const open = await openCycles.list(recordingId)
  const named = keysOfFiles(await storedFiles(recordings, recordingId))
  // whoever ends a cycle that is open takes away what its file does not name
  for (const { cycle, pieces } of open)
    for (const key of [cycle.key, ...slicesInStorage(cycle, pieces)]) named.add(key)
  // its record was removed or has expired, and its files may be kept: nobody can tell any more
  if ((await recordings.get(recordingId)) === null) return []
  return [...new Set(keys)].filter((key) => !named.has(key))
}

const straysAmong = async (
  stores: CycleStores,
  { recordingId, generation }: Lease,
  keys: readonly string[],
): Promise<string[]> => {
  const begun = await stores.generations.list(recordingId)
  if (!begun.some((one) => one.generation > generation)) return []
  return unnamedAmong(stores, recordingId, keys)
}

/**
 * The port over the store under one lease.
 * @param left open cycles of the recording as they were when the lease was taken
 */
export const openCyclesOf = (
  store: CycleStores,
  lease: Lease,
  left: readonly FormerCycle[],
): OpenCycles => ({
  former: ({ output, sequence }) =>
    left.find(({ cycle }) => cycle.output === output && cycle.sequence === sequence) ?? null,
  put: (cycle) => store.openCycles.put(lease, cycle),
  addPiece: (id, piece) => store.openCycles.addPiece(lease, id, piece),
  strays: (keys) => straysAmong(store, lease, keys),
  unnamed: (keys) => unnamedAmong(store, lease.recordingId, keys),
})
