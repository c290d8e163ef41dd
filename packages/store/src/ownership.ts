import type { CycleId, OpenCycle, OpenCyclePiece, StreamStart } from '@tapedeck/domain'

/** The right to drive a recording for a limited time. */
export type Lease = { recordingId: string; ownerId: string; generation: number }

export type LeaseStore = {
  /** Takes the lease with a new, higher generation; null when somebody holds it or the recording is final or missing. */
  acquire(
    recordingId: string,
    ownerId: string,
    ttlMs: number,
    options?: {
      /** Also takes a lease that the same owner still holds: a process that was restarted under its old id. */
      replacesOwn?: boolean
      /**
       * The highest generation that the owner has media of: it gets a higher one. A Redis that lost its last writes, by a
       * fail-over or a torn log, would give one of these a second time.
       */
      above?: number
    },
  ): Promise<Lease | null>
  /** False when it is no longer ours. */
  renew(lease: Lease, ttlMs: number): Promise<boolean>
  /** True when it is ours now; checked before a file is completed. */
  isHeld(lease: Lease): Promise<boolean>
  release(lease: Lease): Promise<void>
  owner(recordingId: string): Promise<Lease | null>
  /** The same for many, in their order. */
  owners(recordingIds: readonly string[]): Promise<(Lease | null)[]>
  /** Milliseconds after which the lease runs out unless it is renewed; null when nobody holds it. */
  leftMs(recordingId: string): Promise<number | null>
  /**
   * Gives the lease to another owner under the next generation, in one step with no moment in which it is free.
   * @param offerId the offer that the other owner found; it may take it back until the lease is its own
   * @returns null when the lease is no longer ours, or the offer is gone
   */
  handOver(lease: Lease, toOwnerId: string, ttlMs: number, offerId?: string): Promise<Lease | null>
}

/** One generation of a recording: who drove it and how its media began; nulls as long as it has none. */
export type Generation = {
  generation: number
  ownerId: string
  start: StreamStart | null
  startedAtMs: number | null
}

/** Who drove a recording in each generation, and how its media began. */
export type GenerationStore = {
  /**
   * Notes how the media of a generation begins; the first one stays. May come late, when another generation goes on
   * already. Nothing is noted for a generation that was not the owner's.
   */
  putStart(lease: Lease, start: StreamStart, startedAtMs: number): Promise<void>
  /**
   * Every generation so far, oldest first. Noted by acquire and handOver. Of very many only the newest 10,000, the
   * starts of the newest 200: of what is older than the first one nothing is known.
   */
  list(recordingId: string): Promise<Generation[]>
}

/** Cycles that are being recorded, for whoever has to complete them. addFile takes the cycle of the file out in the same step. */
export type OpenCycleStore = {
  /**
   * Writes or replaces a cycle. Its pieces stay unless they are of another upload or storage. Changes nothing once its
   * file is stored. False when the lease is no longer ours.
   */
  put(lease: Lease, cycle: OpenCycle): Promise<boolean>
  /** Adds or replaces a piece; false when the lease is no longer ours or the cycle is gone. */
  addPiece(lease: Lease, id: CycleId, piece: OpenCyclePiece): Promise<boolean>
  /** Every open cycle of a recording with its pieces by number. */
  list(recordingId: string): Promise<{ cycle: OpenCycle; pieces: OpenCyclePiece[] }[]>
  /** Forgets a cycle of that generation and its pieces. */
  remove(recordingId: string, cycle: CycleId & { generation: number }): Promise<void>
  /** Ids of recordings that have open cycles, chosen at random when there are more than `limit`. */
  recordings(limit: number): Promise<string[]>
}

/**
 * A recorder that ends passes a recording on while it still records. offered: anybody may take it. claimed: a
 * successor has begun to pull. live: its media arrives. cut: the old one names the place behind which it writes
 * nothing more. found: the successor has that place in its spool; the old one stores its files and hands the lease over.
 */
export type Handover = {
  recordingId: string
  /** Tells one offer from the next. */
  offerId: string
  from: { ownerId: string; generation: number }
  successorId: string | null
  phase: 'offered' | 'claimed' | 'live' | 'cut' | 'found'
  cut: StreamStart | null
}

/** Every change of a hand-over is told to `ControlStore.watch`, like a wish. */
export type HandoverStore = {
  /**
   * Replaces an older offer. It is gone after `ttlMs` unless it moves on.
   * @throws TapedeckError LEASE_LOST
   */
  offer(lease: Lease, ttlMs: number): Promise<Handover>
  /** Null when nothing is offered, somebody else claimed it, or it is one's own. */
  claim(recordingId: string, successorId: string, ttlMs: number): Promise<Handover | null>
  /** Moves on from exactly `handover.phase` of exactly this offer; null when it stands elsewhere or is gone. */
  advance(
    handover: Handover,
    change: { phase: 'live' | 'cut' | 'found'; cut?: StreamStart },
    ttlMs: number,
  ): Promise<Handover | null>
  get(recordingId: string): Promise<Handover | null>
  /** Takes the offer back; false when there was none. */
  withdraw(recordingId: string): Promise<boolean>
}
