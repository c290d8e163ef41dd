import {
  crc32Combine,
  type FragmentOrigin,
  type OpenCyclePiece,
  type RecordingFile,
} from '@tapedeck/domain'
import type { SliceComposer } from '@tapedeck/media'
import { playlistBody, playlistContentType } from '@tapedeck/media'
import { crc32Hex, storeSmall } from '@tapedeck/object-store'
import { reliably } from '../reliably.ts'
import type { Cycle, CycleStart, OutputContext } from './cycle.ts'
import type { Span } from './cycle-meter.ts'
import { CycleNotes } from './cycle-notes.ts'
import { storedFile } from './file-facts.ts'
import { LivePlaylist } from './live-playlist.ts'
import { finalKey, sliceKey, stagingKey } from './object-keys.ts'
import { formerCycleOf, openCycleOf } from './open-cycle-of.ts'
import type { FormerCycle } from './open-cycles.ts'
import type { PlacedFragment } from './placed-fragment.ts'
import { GrowingSlice, type StoredSlice } from './slice-upload.ts'
import { StorageLeg, storeSomewhere } from './storage-choice.ts'
import { storeAgain, tellFailed } from './store-again.ts'
import { StoredThrough } from './stored-before.ts'
import { settleSent, withdrawStrays } from './withdraw-strays.ts'

/** Counts the slices of one output through the whole recording; `endMs` is where the last one ended on the media time line. */
export type SliceCounter = { next: number; endMs: number | null }

/** A cycle that becomes a playlist and its slices (m3u8, cmaf). A playlist only ever names slices that are stored. */
export class SliceCycle implements Cycle {
  readonly #context: OutputContext
  readonly #start: CycleStart
  readonly #former: FormerCycle | null
  readonly #notes: CycleNotes
  readonly #composer: SliceComposer
  readonly #counter: SliceCounter
  readonly #sliceMs: number
  readonly #live: LivePlaylist
  readonly #initKey: string | null
  readonly #initStored: Promise<void>
  readonly #stored: StoredSlice[] = []
  /** The storage that it is recorded to. */
  readonly #leg: StorageLeg
  /** Every slice with its work file, while there is a backup that may take the whole cycle. */
  readonly #kept: GrowingSlice[] = []
  readonly #written = new StoredThrough()
  /** What is on its way into storage. */
  readonly #sending = new Set<Promise<unknown>>()
  #growing: GrowingSlice | null = null
  #file: RecordingFile | null = null
  /** Slices are stored side by side but take their place in the playlist in order. */
  #listed: Promise<void> = Promise.resolve()
  #backlogBytes = 0

  constructor(
    context: OutputContext,
    start: CycleStart,
    composer: SliceComposer,
    counter: SliceCounter,
  ) {
    this.#context = context
    this.#start = start
    this.#former = formerCycleOf(context, start.sequence)
    this.#composer = composer
    this.#counter = counter
    this.#leg = new StorageLeg(context, 'first')
    const sliceSeconds = context.plan.sliceSeconds ?? 30
    this.#sliceMs = sliceSeconds * 1000
    // an EVENT playlist must not change its target duration, and slices end only at keyframes
    const key = this.#former?.cycle.key ?? stagingKey(context, start.sequence)
    this.#live = new LivePlaylist(context, key, sliceSeconds * 2)
    const startMs = Math.round(start.first.startedAtMs)
    this.#initKey =
      composer.initObject === null ? null : `${sliceKey(context, counter.next, startMs)}.init.mp4`
    const object = { key, contentType: playlistContentType, uploadId: null, initKey: this.#initKey }
    this.#notes = new CycleNotes(context, openCycleOf(context, start, object))
    this.#initStored = this.#sent(this.#again(() => this.#storeInit(this.#leg)))
    // the error is seen where the file is stored; without this an early failure would end the process
    this.#initStored.catch(() => undefined)
  }

  get backlogBytes(): number {
    return this.#backlogBytes
  }

  async write(placed: PlacedFragment, nowMs: number): Promise<number> {
    if (this.#isSliceDue(placed, nowMs)) this.#endSlice()
    this.#written.add(placed.spooled.origin)
    this.#growing ??= await GrowingSlice.open(
      this.#context,
      this.#composer,
      this.#counter.next++,
      placed,
      { previousEndMs: this.#counter.endMs, nowMs },
    )
    const buffers = this.#composer.append(placed.fragment)
    const bytes = await this.#growing.append(placed, buffers, nowMs)
    this.#backlogBytes += bytes
    return bytes
  }

  async store(span: Span): Promise<RecordingFile> {
    const { sequence, first } = this.#start
    const key = finalKey(this.#context, sequence, span)
    this.#endSlice()
    const file = await storeSomewhere(this.#context, this.#leg, async (leg) => {
      const stored = leg === this.#leg ? await this.#allListed() : await this.#sendAll(leg)
      await this.#storePlaylist(leg, key, stored)
      return storedFile(this.#context, sequence, span, first.init, {
        key,
        ...contentFacts(stored),
        slices: stored.map(({ crc32: _, ...slice }) => slice),
        initKey: this.#initKey,
      })
    })
    // where the storage fails it stays among what is cleaned up later
    if (file.isInBackup !== true) await this.#live.remove()
    // what is told of the file takes the note away, and nothing may put it back
    await this.#notes.close()
    for (const slice of this.#kept) await slice.release()
    this.#file = file
    return file
  }

  /** The slices that went up while the cycle recorded. */
  async #allListed(): Promise<StoredSlice[]> {
    await this.#listed
    await this.#initStored
    return this.#stored
  }

  /** Sends the whole cycle to another storage: a playlist cannot name slices that lie elsewhere. */
  async #sendAll(leg: StorageLeg): Promise<StoredSlice[]> {
    await this.#storeInit(leg)
    const stored: StoredSlice[] = []
    for (const slice of this.#kept) stored.push(await slice.send(leg, null))
    return stored
  }

  /** Each slice's work file went when the slice was stored. */
  async discard(): Promise<void> {
    if (this.#file !== null) await settleSent(this.#context, this.#file)
  }

  async abandon(): Promise<void> {
    await Promise.allSettled([this.#listed, ...this.#sending])
    await this.#growing?.abandon()
    await this.#notes.close()
    await this.#live.remove()
    await withdrawStrays(this.#context, this.#notes.untold)
  }

  #sent<T>(sending: Promise<T>): Promise<T> {
    this.#sending.add(sending)
    const over = () => this.#sending.delete(sending)
    sending.then(over, over)
    return sending
  }

  #isSliceDue(placed: PlacedFragment, nowMs: number): boolean {
    if (this.#growing === null || !placed.isCutPoint) return false
    // one millisecond of tolerance, so that a frame's rounding does not push the cut to the next keyframe
    return placed.isAfterGap || this.#growing.mediaMsUntil(placed, nowMs) + 1 >= this.#sliceMs
  }

  #endSlice(): void {
    const slice = this.#growing
    if (slice === null) return
    this.#growing = null
    this.#counter.endMs = slice.endMs
    this.#composer.endSlice()
    const previous = this.#listed
    const mediaMs = slice.endMs - this.#start.startMs
    const through = this.#written.origins()
    if (this.#context.backup != null) this.#kept.push(slice)
    const announce = (): Promise<void> => this.#notes.announce(slice.key)
    const former = this.#formerPiece(slice.sequence)
    const storing = this.#again(() => slice.store(this.#leg, former, announce))
    const stored = this.#sent(storing).finally(() => {
      this.#backlogBytes -= slice.bytes
    })
    this.#listed = Promise.all([stored, previous, this.#initStored]).then(([facts]) => {
      this.#stored.push(facts)
      this.#note(facts, mediaMs, through)
      this.#live.offer([...this.#stored], this.#initKey)
    })
    this.#listed.catch((error: unknown) => this.#tellFailed(error))
  }

  #again<T>(task: () => Promise<T>): Promise<T> {
    return storeAgain(this.#context, this.#leg.signal, task)
  }

  /** The cycle will have a hole: nobody should wait for its end to hear of it, unless a backup may take all of it. */
  #tellFailed(error: unknown): void {
    if (this.#context.backup == null && !this.#leg.signal.aborted) tellFailed(this.#context, error)
  }

  /** A slice that is in storage and in the playlist. */
  #note({ crc32, ...slice }: StoredSlice, mediaMs: number, through: FragmentOrigin[]): void {
    this.#notes.add({
      number: slice.sequence,
      bytes: slice.bytes,
      crc32: crc32Hex(crc32),
      etag: null,
      slice,
      wholeBytes: null,
      mediaMs,
      through,
    })
  }

  #formerPiece(sequence: number): OpenCyclePiece | null {
    return this.#former?.pieces.find(({ number }) => number === sequence) ?? null
  }

  async #storeInit(leg: StorageLeg): Promise<void> {
    const { initObject, sliceContentType: contentType } = this.#composer
    if (initObject === null || this.#initKey === null) return
    const key = this.#initKey
    if (leg === this.#leg) await this.#notes.announce(key)
    await reliably(this.#context, () => this.#context.assertHeld())
    await storeSmall({
      ...leg.sendOptions(),
      key,
      contentType,
      body: initObject,
    })
  }

  async #storePlaylist(leg: StorageLeg, key: string, stored: StoredSlice[]): Promise<void> {
    const longestMs = Math.max(...stored.map((slice) => slice.durationMs))
    const body = playlistBody({
      type: 'VOD',
      key,
      initKey: this.#initKey,
      slices: stored,
      targetDurationSeconds: Math.max(1, Math.round(longestMs / 1000)),
    })
    const { objects, limit } = leg
    const put = () => objects.put(key, body, { contentType: playlistContentType })
    if (leg === this.#leg) {
      // who salvages the cycle must come to the same file: this one may get its playlist even then
      await this.#notes.flush()
      await this.#notes.announce(key)
    }
    await leg.reliably(async () => {
      await this.#context.assertHeld()
      await this.#sent(limit(put))
      await limit(() => objects.head(key))
    })
  }
}

/** Bytes and CRC-32 of all slices together. */
const contentFacts = (stored: StoredSlice[]): { bytes: number; crc32: string } => {
  let bytes = 0
  let crc = 0
  for (const slice of stored) {
    crc = crc32Combine(crc, slice.crc32, slice.bytes)
    bytes += slice.bytes
  }
  return { bytes, crc32: crc32Hex(crc) }
}
