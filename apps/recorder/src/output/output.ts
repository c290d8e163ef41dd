import {
  cutReason,
  type FormatPlan,
  type FragmentOrigin,
  type OutputFormat,
} from '@tapedeck/domain'
import {
  createCmafComposer,
  createFlvComposer,
  createMp4Composer,
  createTsComposer,
} from '@tapedeck/media'
import type { SpooledFragment } from '@tapedeck/spool'
import { currentTraceparent } from '@tapedeck/telemetry'
import type { Cycle, CycleStart, OutputContext } from './cycle.ts'
import { CycleMeter } from './cycle-meter.ts'
import { FileCycle } from './file-cycle.ts'
import { formerCycleOf } from './open-cycle-of.ts'
import { maxCycleBytes } from './part-layout.ts'
import type { PlacedFragment } from './placed-fragment.ts'
import { type SliceCounter, SliceCycle } from './slice-cycle.ts'
import { tellFailed } from './store-again.ts'
import { type StoredBefore, StoredThrough } from './stored-before.ts'
import { openTraced } from './trace-cycle.ts'
import { TrackSelector } from './track-selection.ts'

/** Opens the cycle of an output at its first fragment. */
const openCycle = async (
  context: OutputContext,
  start: CycleStart,
  slices: SliceCounter,
): Promise<Cycle> => {
  const { init, startMs } = start.first
  const format: OutputFormat = context.plan.format
  switch (format) {
    case 'mp4':
      return FileCycle.open(context, start, createMp4Composer(init, startMs))
    case 'flv':
      return FileCycle.open(context, start, createFlvComposer(init, startMs))
    case 'm3u8':
      return new SliceCycle(context, start, createTsComposer(init, startMs), slices)
    case 'cmaf':
      return new SliceCycle(context, start, createCmafComposer(init, startMs), slices)
  }
}

/** One output of a recording: cuts the flow of fragments into cycles and has them stored. */
export class Output {
  readonly #context: OutputContext
  readonly #slices: SliceCounter
  readonly #tracks: TrackSelector
  #sequence: number
  /** Media time at which the last cycle ended. */
  #endMs: number | null = null
  #cycle: Cycle | null = null
  #meter: CycleMeter | null = null
  /** Cuts that the user asked for so far. */
  #splitsAsked: number
  /** Those of them that are not made yet. */
  #splits = 0
  /** Those that a former generation was asked for, or nobody heard, and that wait until its media is written. */
  #splitsOwed: number
  /** Files are stored side by side but told of in order. */
  #published: Promise<void> = Promise.resolve()
  readonly #storing = new Set<Cycle>()
  /** The span to which its cycles belong: they may outlast the pull in which they begin. */
  readonly #traceparent = currentTraceparent()

  /** What is in stored files is not written again. */
  readonly #stored: StoredThrough
  /** What the running cycle holds. */
  #written = new StoredThrough()
  /** Fragments of the spool below this number are not needed by this output any more. */
  #neededFrom = 0
  #firstWritten: FragmentOrigin | null = null
  #lastWritten: SpooledFragment | null = null

  /** @param before what former generations stored of this output */
  constructor(context: OutputContext, before: StoredBefore) {
    this.#context = context
    this.#tracks = new TrackSelector(context.plan.tracks)
    this.#sequence = before.nextSequence
    this.#slices = { next: before.slices, endMs: null }
    this.#stored = before.through
    this.#splitsAsked = context.splitsBefore ?? 0
    const former = formerCycleOf(context, before.nextSequence)?.cycle
    this.#splitsOwed = Math.max(0, this.#splitsAsked - (former?.splits ?? this.#splitsAsked))
  }

  /** Fragments of the spool below this number are not needed by this output any more. */
  get neededFrom(): number {
    return this.#neededFrom
  }

  /** True when a fragment is in a file that is stored. */
  hasStored(origin: FragmentOrigin): boolean {
    return this.#stored.has(origin)
  }

  get plan(): FormatPlan {
    return this.#context.plan
  }

  /** The running cycle closes at the next keyframe, and the one that follows at the next, as often as asked. */
  requestSplits(count: number): void {
    this.#splitsAsked += count
    this.#splits += count
  }

  /**
   * What a former generation left is written: the file that it began goes on, but for splits that nobody made, because the
   * recorder was gone when they were asked for, or before the next keyframe.
   */
  makeUpSplits(): void {
    this.#splits += this.#splitsOwed
    this.#splitsOwed = 0
  }

  /** Takes the next fragment; resolves when its bytes are on disk. */
  async write(received: PlacedFragment): Promise<void> {
    if (this.hasStored(received.spooled.origin)) return
    const nowMs = this.#context.monotonic()
    const placed = this.#tracks.select(received)
    if (this.#isCutDue(placed ?? received, nowMs)) {
      this.#splits = Math.max(0, this.#splits - 1)
      this.endCycle(received.isCodecChanged)
    }
    if (placed === null) {
      this.#pass(received.spooled)
      return
    }
    if (this.#cycle === null || this.#meter === null) {
      const meter = new CycleMeter(placed, this.#endMs, nowMs)
      const start = this.#startOf(placed, meter)
      this.#cycle = await openTraced(this.#context, start, this.#traceparent, (context) =>
        openCycle(context, start, this.#slices),
      )
      this.#meter = meter
      this.#context.onFileBegun?.(placed)
    }
    this.#meter.add(placed, await this.#cycle.write(placed, nowMs), nowMs)
    this.#firstWritten ??= placed.spooled.origin
    this.#written.add(placed.spooled.origin)
    this.#lastWritten = placed.spooled
  }

  /** The stream cannot be held by this output: what runs is ended, and there is nothing to split. */
  skip(spooled: SpooledFragment): void {
    this.#splits = 0
    this.#splitsOwed = 0
    this.endCycle(true)
    this.#pass(spooled)
  }

  /** Nothing of a fragment is for this output: the running cycle, if there is one, is past it. */
  #pass(spooled: SpooledFragment): void {
    if (this.#cycle !== null) {
      this.#written.add(spooled.origin)
      this.#lastWritten = spooled
    } else if (this.#storing.size === 0) this.#neededFrom = spooled.sequence + 1
  }

  /**
   * Ends the running cycle; it is stored and published while the next one records.
   * @param isCodecChanged the stream's codec or resolution changed behind it
   */
  endCycle(isCodecChanged = false): void {
    const cycle = this.#cycle
    const meter = this.#meter
    if (cycle === null || meter === null) return
    this.#cycle = null
    this.#meter = null
    this.#endMs = meter.endMs
    this.#sequence += 1
    this.#storing.add(cycle)
    const last = this.#lastWritten
    const through = this.#written.origins()
    const from = this.#firstWritten
    this.#firstWritten = null
    this.#written = new StoredThrough()
    const stored = cycle.store(meter.span(isCodecChanged), through)
    const previous = this.#published
    this.#published = (async () => {
      await Promise.allSettled([stored, previous])
      await previous
      const file = { ...(await stored), ...(from === null ? {} : { from }), through }
      await this.#context.publish(file)
      this.#storing.delete(cycle)
      this.#stored.addFile(file)
      this.#neededFrom = (last?.sequence ?? -1) + 1
      this.#context.onStored()
      await cycle.discard()
    })()
    // seen by settled(); without this a failure before that would end the process
    this.#published.catch((error: unknown) => {
      this.#context.log.error({ err: error, output: this.plan.name }, 'a file could not be stored')
      tellFailed(this.#context, error)
    })
  }

  /** Resolves when every ended cycle is stored and told of; rejects with the first failure. */
  settled(): Promise<void> {
    return this.#published
  }

  /** Gives up what is not stored; the spool keeps the media. */
  async abandon(): Promise<void> {
    const cycles = [...this.#storing, ...(this.#cycle === null ? [] : [this.#cycle])]
    this.#cycle = null
    await Promise.allSettled(cycles.map((cycle) => cycle.abandon()))
  }

  progress(): { sequence: number; mediaMs: number; bytes: number; backlogBytes: number } {
    const storing = [...this.#storing].reduce((sum, cycle) => sum + cycle.backlogBytes, 0)
    return {
      sequence: this.#sequence,
      mediaMs: this.#meter?.durationMs ?? 0,
      bytes: this.#meter?.bytes ?? 0,
      backlogBytes: storing + (this.#cycle?.backlogBytes ?? 0),
    }
  }

  #startOf(first: PlacedFragment, meter: CycleMeter): CycleStart {
    // a meter that measured nothing yet ends where it begins
    const startMs = meter.endMs
    const startedAtMs = Math.round(first.startedAtMs + startMs - first.startMs)
    const splits = this.#splitsAsked - this.#splits - this.#splitsOwed
    return { sequence: this.#sequence, first, startMs, startedAtMs, splits }
  }

  #isCutDue(placed: PlacedFragment, nowMs: number): boolean {
    if (this.#meter === null || !placed.isCutPoint) return false
    const cycleMs = this.#context.plan.cycleSeconds * 1000
    const maxBytes = maxCycleBytes(this.#context)
    const position = this.#meter.position(placed, nowMs, this.#splits > 0)
    return cutReason({ cycleMs, maxBytes }, position) !== null
  }
}
