import { TapedeckError } from '@tapedeck/contracts'
import type { FragmentOrigin, RecordingFile } from '@tapedeck/domain'
import type { FileComposer } from '@tapedeck/media'
import type { SentObject, StoredObject } from '@tapedeck/object-store'
import type { WorkFile } from '@tapedeck/spool'
import { reliably } from '../reliably.ts'
import type { Cycle, CycleStart, OutputContext } from './cycle.ts'
import type { Span } from './cycle-meter.ts'
import { CycleNotes } from './cycle-notes.ts'
import { storedFile } from './file-facts.ts'
import { FileUpload } from './file-upload.ts'
import { finalKey, keyInPlace, stagingKey } from './object-keys.ts'
import { formerCycleOf, openCycleOf } from './open-cycle-of.ts'
import type { PlacedFragment } from './placed-fragment.ts'
import { StorageLeg, storeSomewhere } from './storage-choice.ts'
import { sendWhole } from './whole-upload.ts'
import { withdrawStrays } from './withdraw-strays.ts'

/**
 * A cycle that becomes one object (mp4, flv). The body grows in a work file and its parts go up meanwhile, the first
 * with a provisional head; the head, known only at the end, goes up last with part 1.
 */
export class FileCycle implements Cycle {
  readonly #context: OutputContext
  readonly #start: CycleStart
  readonly #composer: FileComposer
  readonly #work: WorkFile
  readonly #upload: FileUpload
  readonly #notes: CycleNotes
  readonly #keyInPlace: string | null
  /** The storage that it is recorded to. */
  readonly #leg: StorageLeg

  private constructor(
    context: OutputContext,
    start: CycleStart,
    composer: FileComposer,
    parts: {
      work: WorkFile
      upload: FileUpload
      notes: CycleNotes
      inPlace: string | null
      leg: StorageLeg
    },
  ) {
    this.#context = context
    this.#start = start
    this.#composer = composer
    this.#work = parts.work
    this.#upload = parts.upload
    this.#notes = parts.notes
    this.#keyInPlace = parts.inPlace
    this.#leg = parts.leg
  }

  static async open(
    context: OutputContext,
    start: CycleStart,
    composer: FileComposer,
  ): Promise<FileCycle> {
    const { name } = context.plan
    const work = await context.spool.createWorkFile(`${name}-${start.sequence}.body`)
    const former = formerCycleOf(context, start.sequence)
    const inPlace = keyInPlace(context, start, former?.cycle.key ?? null)
    const key = former?.cycle.key ?? inPlace ?? stagingKey(context, start.sequence)
    const { contentType } = composer
    const uploadId = former?.cycle.uploadId ?? null
    const notes = new CycleNotes(
      context,
      openCycleOf(context, start, { key, contentType, uploadId, initKey: null }),
    )
    const leg = new StorageLeg(context, 'first')
    const upload = new FileUpload(context, { key, work, composer, notes, former, start, leg })
    return new FileCycle(context, start, composer, { work, upload, notes, inPlace, leg })
  }

  get backlogBytes(): number {
    return this.#upload.backlogBytes
  }

  async write(placed: PlacedFragment): Promise<number> {
    const buffers = this.#composer.append(placed.fragment)
    const before = this.#work.bytes
    await this.#work.append(buffers)
    this.#upload.grown(placed)
    return this.#work.bytes - before
  }

  async store(span: Span, through: FragmentOrigin[]): Promise<RecordingFile> {
    const { sequence, first } = this.#start
    const key = this.#keyInPlace ?? finalKey(this.#context, sequence, span)
    const { head } = this.#composer.finish(this.#upload.headBytes)
    const { startedAtMs, endedAtMs, durationMs } = span
    const whole = { key, bytes: head.length + this.#work.bytes, through }
    await this.#notes.end({ ...whole, startedAtMs, endedAtMs, durationMs })
    const file = await storeSomewhere(this.#context, this.#leg, async (leg) => {
      const { bytes, crc32 } = await this.#send(leg, key, head)
      const content = { key, bytes, crc32, slices: [], initKey: null }
      return storedFile(this.#context, sequence, span, first.init, content)
    })
    // what is told of the file takes the note away, and nothing may put it back
    await this.#notes.close()
    return file
  }

  /** Deleting gigabytes takes a while, for which nobody who waits for the file should have to wait. */
  async discard(): Promise<void> {
    try {
      await this.#work.remove()
    } catch (error) {
      // it goes with the spool of this generation at the latest
      this.#context.log.warn(
        { err: error, path: this.#work.path },
        'a work file could not be removed',
      )
    }
  }

  /** Ends the upload that went on while it recorded, or sends everything to another storage. */
  async #send(leg: StorageLeg, key: string, head: Buffer): Promise<SentObject> {
    const { contentType } = this.#composer
    if (leg !== this.#leg)
      return sendWhole(this.#context, leg, { key, contentType, work: this.#work, head })
    const stored = await this.#upload.finish(head)
    if (key !== stored.key) await this.#moveTo(stored, key)
    return stored
  }

  async abandon(): Promise<void> {
    await this.#notes.close()
    await this.#upload.abandon()
    await this.#work.close()
    if (this.#keyInPlace === null) await withdrawStrays(this.#context, this.#upload.untold)
  }

  /** The staging object goes only when its copy is seen to be whole. */
  async #moveTo(stored: StoredObject, to: string): Promise<void> {
    const from = stored.key
    const { objects, log } = this.#context
    await reliably(this.#context, () => this.#context.assertHeld())
    await this.#leg.reliably(async () => {
      const copy = await objects.copy(from, to)
      if (copy.bytes !== stored.bytes)
        throw new TapedeckError('OBJECT_MISMATCH', {
          detail: `"${to}" has ${copy.bytes} bytes in the store, "${from}" has ${stored.bytes}.`,
        })
    })
    try {
      await objects.remove([from])
    } catch (error) {
      // the file itself is safe; what is left under the staging prefix only costs room
      log.warn({ err: error, key: from }, 'a staging object could not be removed')
    }
  }
}
