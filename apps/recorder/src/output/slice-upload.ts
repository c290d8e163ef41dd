import type { OpenCyclePiece, RecordingSlice } from '@tapedeck/domain'
import type { SliceComposer } from '@tapedeck/media'
import { storeSmall } from '@tapedeck/object-store'
import type { WorkFile } from '@tapedeck/spool'
import { reliably } from '../reliably.ts'
import type { OutputContext } from './cycle.ts'
import { CycleMeter } from './cycle-meter.ts'
import { sliceKey } from './object-keys.ts'
import type { PlacedFragment } from './placed-fragment.ts'
import type { StorageLeg } from './storage-choice.ts'

/** A slice in storage; the CRC-32 of its bytes lets the file's be combined. */
export type StoredSlice = RecordingSlice & { crc32: number }

/** One media segment while it is composed: bytes go into a work file, then up in one piece. */
export class GrowingSlice {
  readonly #context: OutputContext
  readonly #work: WorkFile
  readonly #meter: CycleMeter
  readonly #key: string
  readonly #sequence: number
  readonly #discontinuity: boolean
  readonly #contentType: string

  private constructor(
    context: OutputContext,
    work: WorkFile,
    meter: CycleMeter,
    facts: { key: string; sequence: number; discontinuity: boolean; contentType: string },
  ) {
    this.#context = context
    this.#work = work
    this.#meter = meter
    this.#key = facts.key
    this.#sequence = facts.sequence
    this.#discontinuity = facts.discontinuity
    this.#contentType = facts.contentType
  }

  static async open(
    context: OutputContext,
    composer: SliceComposer,
    sequence: number,
    first: PlacedFragment,
    times: { previousEndMs: number | null; nowMs: number },
  ): Promise<GrowingSlice> {
    const work = await context.spool.createWorkFile(`${context.plan.name}-slice-${sequence}`)
    await work.append(composer.startSlice())
    return new GrowingSlice(
      context,
      work,
      new CycleMeter(first, times.previousEndMs, times.nowMs),
      {
        key: `${sliceKey(context, sequence, Math.round(first.startedAtMs))}.${composer.sliceExtension}`,
        sequence,
        discontinuity: first.isAfterGap,
        contentType: composer.sliceContentType,
      },
    )
  }

  /** Media time at which it ends so far. */
  get endMs(): number {
    return this.#meter.endMs
  }

  get key(): string {
    return this.#key
  }

  get sequence(): number {
    return this.#sequence
  }

  get bytes(): number {
    return this.#work.bytes
  }

  /** Media milliseconds from the slice's first sample to a fragment that could start the next one. */
  mediaMsUntil(next: PlacedFragment, nowMs: number): number {
    return this.#meter.position(next, nowMs, false).mediaMs
  }

  async append(placed: PlacedFragment, buffers: Buffer[], nowMs: number): Promise<number> {
    const before = this.#work.bytes
    await this.#work.append(buffers)
    this.#meter.add(placed, this.#work.bytes - before, nowMs)
    return this.#work.bytes - before
  }

  /**
   * Brings the slice into storage, as often as it takes. The work file goes, unless another storage may still need it.
   * @param former what a former generation stored with this sequence: the same bytes do not go up again
   * @param announce notes that it is about to go up
   */
  async store(
    leg: StorageLeg,
    former: OpenCyclePiece | null,
    announce: () => Promise<void>,
  ): Promise<StoredSlice> {
    await this.#work.close()
    await announce()
    const stored = await this.send(leg, former)
    if (this.#context.backup == null) await this.#work.remove()
    return stored
  }

  /** Sends the slice from its work file. */
  async send(leg: StorageLeg, former: OpenCyclePiece | null): Promise<StoredSlice> {
    await reliably(this.#context, () => this.#context.assertHeld())
    const stored = await storeSmall({
      ...leg.sendOptions(),
      key: this.#key,
      contentType: this.#contentType,
      body: { path: this.#work.path },
      ...(former?.slice?.key === this.#key ? { former } : {}),
    })
    const { startedAtMs, durationMs } = this.#meter.span()
    return {
      key: this.#key,
      sequence: this.#sequence,
      bytes: stored.bytes,
      durationMs,
      startedAtMs,
      discontinuity: this.#discontinuity,
      crc32: Number.parseInt(stored.crc32, 16),
    }
  }

  /** Its cycle is stored. */
  async release(): Promise<void> {
    await this.#work.remove()
  }

  /** No more comes and it is not stored; the spool keeps the media. */
  abandon(): Promise<void> {
    return this.#work.close()
  }
}
