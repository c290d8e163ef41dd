import { FragmentReader, type InitSegment, type SplicePoint } from '@tapedeck/media'
import type { PlacedFragment } from '../output/placed-fragment.ts'
import type { BacklogItem, FragmentBacklog } from '../source/fragment-backlog.ts'
import type { FragmentPlacer, Received } from '../source/fragment-placer.ts'
import { Splice } from '../source/splice.ts'
import type { SpoolLeftovers } from '../source/spool-leftovers.ts'
import type { OutputSet } from './output-set.ts'

/** Told by the writer, in the order of media. */
export type WriterListener = {
  /** What a former generation left is written: how many fragments, and the wall time of the first. */
  onReplayed(replayed: { fragments: number; startedAtMs: number | null }): void
  /** The first fragment of a pull that is written, and the wall time at which it was live. */
  onFirstFragment(startedAtMs: number): void
  /** A pull has ended of which something was written; isPause: because the user paused the recording. */
  onPullEnd(isPause: boolean): void
  /** The user has the recording paused, and nothing more is pulled. */
  onPaused(): void
  /** The stream is waited for again. */
  onResumed(): void
  /** A fragment that was received is in the outputs. */
  onWritten(placed: PlacedFragment): void
}

/**
 * The writing half of a recording: sets fragments on its time line and hands them to the outputs, in the order of media:
 * what former generations left first, then what is received.
 */
export class FragmentWriter {
  readonly #placer: FragmentPlacer
  readonly #outputs: OutputSet
  readonly #backlog: FragmentBacklog
  readonly #listener: WriterListener
  /** Fragments of the running pull that were written. */
  #written = 0

  constructor(
    placer: FragmentPlacer,
    outputs: OutputSet,
    backlog: FragmentBacklog,
    listener: WriterListener,
  ) {
    this.#placer = placer
    this.#outputs = outputs
    this.#backlog = backlog
    this.#listener = listener
  }

  /**
   * Runs until the backlog is closed and empty. Rejects when an output or the spool fails; the backlog then refuses what
   * comes.
   * @param splice where the media of the first pull begins that is not in the files of a former generation
   */
  async run(leftovers: SpoolLeftovers, splice: SplicePoint | null): Promise<void> {
    try {
      this.#listener.onReplayed(await this.#replay(leftovers))
      let part = splice === null ? null : new Splice(splice)
      for await (const item of this.#backlog.items()) {
        await this.#take(item, part)
        if (item.kind === 'end') part = null
      }
    } catch (error) {
      this.#backlog.fail(error)
      throw error
    }
  }

  async #take(item: BacklogItem, splice: Splice | null): Promise<void> {
    if (item.kind === 'pause') return this.#listener.onPaused()
    if (item.kind === 'resume') return this.#listener.onResumed()
    if (item.kind === 'begin') {
      this.#written = 0
      this.#placer.beginPull(item.init)
      return
    }
    if (item.kind === 'end') {
      await this.#write(this.#placer.endPull())
      if (this.#written > 0) this.#listener.onPullEnd(item.isPause)
      return
    }
    const { init, receivedAtMs, spooled } = item
    const fragment = splice === null ? item.fragment : splice.after(item.fragment, init.tracks)
    if (fragment !== null)
      await this.#write(this.#placer.place({ fragment, receivedAtMs, spooled }))
  }

  async #write(placed: PlacedFragment[]): Promise<void> {
    for (const one of placed) {
      if (this.#written === 0) this.#listener.onFirstFragment(one.startedAtMs)
      this.#written += 1
      await this.#outputs.write(one)
      this.#listener.onWritten(one)
    }
  }

  /** Writes what former generations left and no stored file of every output holds. */
  async #replay(
    leftovers: SpoolLeftovers,
  ): Promise<{ fragments: number; startedAtMs: number | null }> {
    let fragments = 0
    let startedAtMs: number | null = null
    let pull: { reader: FragmentReader; init: InitSegment; isPlaced: boolean } | null = null
    const write = async (placed: PlacedFragment[]): Promise<void> => {
      for (const one of placed) {
        startedAtMs ??= one.startedAtMs
        await this.#outputs.write(one)
        fragments += 1
      }
    }
    for await (const item of leftovers.items()) {
      if (item.kind === 'init') {
        await write(this.#placer.endPull())
        pull = openInit(item.bytes)
        continue
      }
      if (pull === null || this.#outputs.haveStored(item.origin)) continue
      if (!pull.isPlaced) this.#placer.beginPull(pull.init)
      pull.isPlaced = true
      for (const parsed of pull.reader.push(item.bytes)) {
        if (parsed.kind !== 'fragment') continue
        const fragment = item.part(parsed.fragment, pull.init.tracks)
        const { receivedAtMs, spooled } = item
        const received: Received | null = fragment && { fragment, receivedAtMs, spooled }
        if (received !== null) await write(this.#placer.place(received))
      }
    }
    await write(this.#placer.endPull())
    return { fragments, startedAtMs }
  }
}

/** A reader for the fragments that follow an init segment. */
const openInit = (bytes: Buffer) => {
  const reader = new FragmentReader()
  const [item] = reader.push(bytes)
  return item?.kind === 'init' ? { reader, init: item.init, isPlaced: false } : null
}
