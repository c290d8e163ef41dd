import { TapedeckError } from '@tapedeck/contracts'
import type { CycleEnding, OpenCycle, OpenCyclePiece } from '@tapedeck/domain'
import { reliably } from '../reliably.ts'
import type { OutputContext } from './cycle.ts'

/** How often a cycle is noted anew that the store has forgotten. */
const maxAnew = 3

/**
 * Keeps the note of one running cycle in the store: in the background, one write at a time, the cycle before its
 * pieces, pieces in the order in which they were told. Nothing waits for it; what could not be written is tried again
 * with the next piece. What is held is bounded by the pieces of a cycle: 10 000 parts, or the slices that its
 * playlist names.
 */
export class CycleNotes {
  readonly #context: OutputContext
  #cycle: OpenCycle
  #isCycleDue = true
  readonly #pieces = new Map<number, OpenCyclePiece>()
  readonly #due = new Map<number, OpenCyclePiece>()
  #writing: Promise<void> | null = null
  #isClosed = false
  #anew = 0

  constructor(context: OutputContext, cycle: OpenCycle) {
    this.#context = context
    this.#cycle = cycle
    this.#write()
  }

  /** A part or a slice is in storage. */
  add(piece: OpenCyclePiece): void {
    this.#pieces.set(piece.number, piece)
    this.#due.set(piece.number, piece)
    this.#write()
  }

  /** The cycle goes into another upload; parts of an earlier one are no longer its pieces. */
  beginUpload(uploadId: string): void {
    this.#cycle = { ...this.#cycle, uploadId }
    this.#isCycleDue = true
    this.#pieces.clear()
    this.#due.clear()
    this.#write()
  }

  /**
   * Notes what the finished file is, before it can be there: resolves when that is written.
   * @throws LEASE_LOST when another generation owns the recording
   */
  async end(ending: CycleEnding): Promise<void> {
    const { openCycles } = this.#context
    if (openCycles === undefined) return
    this.#cycle = { ...this.#cycle, ending }
    await reliably(this.#context, async () => {
      if (!(await openCycles.put(this.#cycle))) throw new TapedeckError('LEASE_LOST')
    })
  }

  /** Writes nothing more; resolves when no write is under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#writing
  }

  #write(): void {
    if (this.#writing !== null || this.#isClosed) return
    this.#writing = this.#writeDue().finally(() => {
      this.#writing = null
    })
  }

  /** Never rejects. */
  async #writeDue(): Promise<void> {
    const { openCycles, log } = this.#context
    if (openCycles === undefined) return
    try {
      while (!this.#isClosed && (this.#isCycleDue || this.#due.size > 0)) {
        if (this.#isCycleDue) await this.#writeCycle(openCycles)
        else await this.#writePiece(openCycles)
      }
    } catch (error) {
      log.warn({ err: error, sequence: this.#cycle.sequence }, 'a running cycle could not be noted')
    }
  }

  async #writeCycle(openCycles: NonNullable<OutputContext['openCycles']>): Promise<void> {
    const cycle = this.#cycle
    const isOurs = await openCycles.put(cycle)
    if (!isOurs) this.#isClosed = true
    // it may have changed while it was written
    if (cycle === this.#cycle) this.#isCycleDue = false
  }

  async #writePiece(openCycles: NonNullable<OutputContext['openCycles']>): Promise<void> {
    const [piece] = this.#due.values()
    if (piece === undefined) return
    const isWritten = await openCycles.addPiece(this.#cycle, piece)
    if (isWritten) {
      if (this.#due.get(piece.number) === piece) this.#due.delete(piece.number)
      return
    }
    // the lease is lost, which the next put says, or the store has forgotten the cycle
    if (this.#anew++ >= maxAnew) this.#isClosed = true
    this.#isCycleDue = true
    for (const known of this.#pieces.values()) this.#due.set(known.number, known)
  }
}
