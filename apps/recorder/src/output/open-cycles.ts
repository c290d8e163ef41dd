import type { CycleId, OpenCycle, OpenCyclePiece } from '@tapedeck/domain'
import type { Lease, OpenCycleStore } from '@tapedeck/store'

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
}

/**
 * The port over the store under one lease.
 * @param left open cycles of the recording as they were when the lease was taken
 */
export const openCyclesOf = (
  store: Pick<OpenCycleStore, 'put' | 'addPiece'>,
  lease: Lease,
  left: readonly FormerCycle[],
): OpenCycles => ({
  former: ({ output, sequence }) =>
    left.find(({ cycle }) => cycle.output === output && cycle.sequence === sequence) ?? null,
  put: (cycle) => store.put(lease, cycle),
  addPiece: (id, piece) => store.addPiece(lease, id, piece),
})
