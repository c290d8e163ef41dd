import { TapedeckError } from '@tapedeck/contracts'
import type { Spool } from '@tapedeck/spool'
import pLimit from 'p-limit'
import { within } from './within.ts'

/** How long a job waits for the disk before it leaves its recording to other recorders. */
const patienceMs = 5000

/**
 * Looks into the spool for a job that nobody else does meanwhile: a disk that hangs must not keep a recording from the
 * recorders whose disks do not.
 */
export class SpoolLook {
  readonly #spool: Pick<Spool, 'highestGeneration'>
  readonly #patienceMs: number
  // each that hangs keeps one of the few threads by which the process reads files and resolves names
  readonly #oneLook = pLimit(1)

  constructor(spool: Pick<Spool, 'highestGeneration'>, options: { patienceMs?: number } = {}) {
    this.#spool = spool
    this.#patienceMs = options.patienceMs ?? patienceMs
  }

  /**
   * The highest generation of a recording that lies here; 0 when there is none.
   * @throws TapedeckError SERVICE_BUSY when the disk does not answer in time
   */
  async highestGeneration(recordingId: string): Promise<number> {
    const found = await within(
      this.#oneLook(() => this.#spool.highestGeneration(recordingId)),
      this.#patienceMs,
    )
    if (found === null)
      throw new TapedeckError('SERVICE_BUSY', { detail: 'The disk of the spool does not answer.' })
    return found.value
  }
}
