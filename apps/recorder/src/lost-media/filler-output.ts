import { type FormatPlan, outputOf, type RecordingFile } from '@tapedeck/domain'
import type { OutputContext } from '../output/cycle.ts'
import { Output } from '../output/output.ts'
import { StoredThrough, storedBefore } from '../output/stored-before.ts'
import { canHold } from '../output/track-selection.ts'
import { continuedSequence, fillersBefore } from './continued-file.ts'
import type { SpooledMedia } from './spooled-media.ts'

/**
 * Brings what of one generation's media is in no stored file of an output into files of their own: one run of fillers
 * per hole, each behind the file that it continues.
 */
export class FillerOutput {
  readonly #plan: FormatPlan
  readonly #generation: number
  readonly #files: RecordingFile[]
  readonly #stored: StoredThrough
  readonly #contextOf: (filler: NonNullable<OutputContext['filler']>) => OutputContext
  #nextIndex: number
  #slices: number
  #run: Output | null = null

  /**
   * @param files every stored file of the recording
   * @param contextOf what the cycles of a run work with; its `publish` tells of them
   */
  constructor(
    plan: FormatPlan,
    generation: number,
    files: RecordingFile[],
    contextOf: (filler: NonNullable<OutputContext['filler']>) => OutputContext,
  ) {
    this.#plan = plan
    this.#generation = generation
    this.#files = files.filter((file) => outputOf(file) === plan.name)
    this.#stored = storedBefore(files, plan.name).through
    this.#contextOf = contextOf
    const { nextIndex, slices } = fillersBefore(this.#files, generation)
    this.#nextIndex = nextIndex
    this.#slices = slices
  }

  /** Takes the next fragment of the generation. */
  async write({ placed, isAfterDamage }: SpooledMedia): Promise<void> {
    const { origin } = placed.spooled
    if (this.#stored.has(origin) || !canHold(this.#plan, placed.init.tracks)) return this.endRun()
    if (isAfterDamage) await this.endRun()
    this.#run ??= this.#beginRun(continuedSequence(this.#files, origin))
    await this.#run.write(placed)
  }

  /** What follows lies behind a hole; resolves when everything written is stored and told of. */
  async endRun(): Promise<void> {
    const run = this.#run
    if (run === null) return
    run.endCycle()
    await run.settled()
    this.#run = null
    this.#nextIndex = run.progress().sequence
  }

  /** Gives up what is not stored; the spool keeps it. */
  async abandon(): Promise<void> {
    await this.#run?.abandon()
  }

  #beginRun(sequence: number): Output {
    const context = this.#contextOf({ generation: this.#generation, sequence })
    const publish = async (file: RecordingFile): Promise<void> => {
      await context.publish(file)
      this.#files.push(file)
      this.#slices += file.slices.length
    }
    const before = {
      nextSequence: this.#nextIndex,
      slices: this.#slices,
      through: new StoredThrough(),
    }
    return new Output({ ...context, publish }, before)
  }
}
