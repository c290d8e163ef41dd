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
  readonly #untold = new Set<string>()
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
   * Notes that an object is about to go up, so that whoever finds the cycle knows of it: resolves when that is written.
   * @throws LEASE_LOST when another generation owns the recording
   */
  async announce(key: string): Promise<void> {
    this.#untold.add(key)
    await this.#noteSent(key)
    await this.#putReliably()
  }

  /** Keys that were announced and that no piece in the store tells of. */
  get untold(): string[] {
    return [...this.#untold]
  }

  /** Resolves when the pieces so far are written, as far as the lease is ours: whoever finds the cycle knows of all. */
  async flush(): Promise<void> {
    const { openCycles } = this.#context
    if (openCycles === undefined) return
    await reliably(this.#context, async () => {
      await this.#writing
      for (let left = this.#due.size; left > 0; left--) await this.#writePiece(openCycles)
    })
  }

  /**
   * Notes what the finished file is, before it can be there: resolves when that is written.
   * @throws LEASE_LOST when another generation owns the recording
   */
  async end(ending: CycleEnding): Promise<void> {
    this.#cycle = { ...this.#cycle, ending }
    await this.#putReliably()
  }

  /** Writes nothing more; resolves when no write is under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#writing
  }

  /** That it cannot be noted, on a full disk, costs room in storage at worst. */
  async #noteSent(key: string): Promise<void> {
    try {
      await this.#context.sent?.note(this.#cycle, key)
    } catch (error) {
      this.#context.log.warn({ err: error, key }, 'what is sent could not be noted in the spool')
    }
  }

  async #putReliably(): Promise<void> {
    const { openCycles } = this.#context
    if (openCycles === undefined) return
    await reliably(this.#context, async () => {
      if (!(await openCycles.put(this.#noted()))) throw new TapedeckError('LEASE_LOST')
    })
  }

  #noted(): OpenCycle {
    return this.#untold.size === 0 ? this.#cycle : { ...this.#cycle, sending: this.untold }
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
    const isOurs = await openCycles.put(this.#noted())
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
      // a file that is made of this piece names both
      for (const key of [piece.slice?.key, this.#cycle.initKey]) this.#untold.delete(key ?? '')
      return
    }
    // the lease is lost, which the next put says, or the store has forgotten the cycle
    if (this.#anew++ >= maxAnew) this.#isClosed = true
    this.#isCycleDue = true
    for (const known of this.#pieces.values()) this.#due.set(known.number, known)
  }
}
