import { degradationsOf, type Gap, outputOf, type RecordingFile } from '@tapedeck/domain'
import type { SplicePoint } from '@tapedeck/media'
import { describeDamage, type RecordingSpool } from '@tapedeck/spool'
import { type Lease, type RecordingPatch, storedFiles } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { salvageLostCycles } from '../lost-media/salvage-cycles.ts'
import { recordedTracks } from '../output/file-facts.ts'
import type { PlacedFragment } from '../output/placed-fragment.ts'
import { sortLeftCycles } from '../output/stored-before.ts'
import { RecordingPictures } from '../pictures/recording-pictures.ts'
import { reliably } from '../reliably.ts'
import type { FragmentBacklog } from '../source/fragment-backlog.ts'
import { FragmentPlacer } from '../source/fragment-placer.ts'
import { FragmentWriter, type WriterListener } from './fragment-writer.ts'
import { OpenGap } from './open-gap.ts'
import { OutputSet } from './output-set.ts'
import { PausedFiles } from './paused-files.ts'
import type { RecordWriter } from './record-writer.ts'
import { type RecordedBefore, recordedBefore } from './recorded-before.ts'
import type { SessionDeps } from './session-deps.ts'
import { isLeaseLost } from './session-failure.ts'
import { storeContext } from './store-context.ts'
import type { FoundSpool } from './take-over.ts'

type Parts = {
  deps: SessionDeps
  lease: Lease
  record: RecordWriter
  backlog: FragmentBacklog
  spool: RecordingSpool
  found: FoundSpool
  /** Where the media of the first pull begins, of a recording that was handed over; null when it was not. */
  splice: SplicePoint | null
  /** It was handed over with everything stored: nothing is missing before its media. */
  isSeamless: boolean
  /** Splits that the user had asked for in all; later ones are told by `requestSplits`. */
  splitsBefore: number
  /** The writing failed or the lease is lost. */
  onFailure(error: unknown): void
  /** True when the session is being ended: the source is not lost, but left. */
  isEnding(): boolean
  /** Aborted when the session is over. */
  signal: AbortSignal
  log: Logger
}

/**
 * The writing half of a session, beside the receiving one: completes what a lost host left in storage, replays what
 * lies in the spool, writes what is received, and tells the record of it in the order of media.
 */
export class SessionWriting implements WriterListener {
  readonly #parts: Parts
  readonly #placer = new FragmentPlacer()
  readonly #gap = new OpenGap()
  readonly #pausedFiles: PausedFiles
  #outputs: OutputSet | null = null
  #pictures: RecordingPictures | null = null
  #running: Promise<void> | null = null
  #before: RecordedBefore = { endedAtMs: null, mediaMs: 0, leastMediaMs: 0 }
  /** Media time that former generations stored. */
  #mediaMsBefore = 0
  #hasWritten = false
  #earlySplits = 0

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pausedFiles = new PausedFiles(parts.deps.pauseFileMs, () => {
      parts.log.info('the files of a recording that is paused for long are closed')
      this.#outputs?.endCycles()
    })
  }

  /** Null until what former generations stored is known. */
  get outputs(): OutputSet | null {
    return this.#outputs
  }

  /** Media milliseconds written so far. */
  get mediaMs(): number {
    return this.#placer.mediaMs
  }

  /** True when something of the recording was written, by this generation or an earlier one. */
  get hasMedia(): boolean {
    return this.#hasWritten || this.#parts.record.recording.startedAtMs !== null
  }

  start(): void {
    const running = this.#run()
    this.#running = running
    running.catch((error: unknown) => {
      this.#parts.backlog.fail(error)
      this.#parts.onFailure(error)
    })
  }

  /** Nothing more is received: resolves when all of it is written. Rejects with what the writing failed with. */
  async finish(): Promise<void> {
    this.#pausedFiles.end()
    this.#parts.backlog.close()
    await this.#running
  }

  /** Ends every running cycle and resolves when all files are stored and told of. What is held back stays so. */
  async storeFiles(): Promise<void> {
    await this.#outputs?.finish()
    await this.#pictures?.finish()
  }

  /** Gives up what is not stored yet; the spool keeps it. */
  async abandonFiles(): Promise<void> {
    this.#pictures?.abandon()
    await this.#outputs?.abandon()
  }

  /** Writes and publishes nothing more; the spool keeps the media. */
  async abandon(): Promise<void> {
    this.#pausedFiles.end()
    this.#parts.backlog.discard()
    this.#pictures?.abandon()
    await this.#outputs?.abandon()
  }

  requestSplits(count: number): void {
    if (this.#outputs === null) this.#earlySplits += count
    else this.#outputs.requestSplits(count)
  }

  /** Where the media before this generation ended is known; from here on there is nothing until the next fragment. */
  onReplayed(replayed: { fragments: number; startedAtMs: number | null }): void {
    const { deps, found, record, isSeamless, log } = this.#parts
    const { leftovers } = found
    const { damaged, tornBytes } = leftovers
    // its spool sets aside what holds it, as soon as everything else is stored
    for (const [generation, items] of Map.groupBy(damaged, (one) => one.generation)) {
      const detail = `Spool of generation ${generation}: ${describeDamage(items)}`
      const occurrence = `spool-${generation}`
      this.#background(record.tellDegraded({ cause: 'file_damaged', detail, occurrence }))
      deps.metrics.spoolSetAside.inc()
      const told = { lostGeneration: generation, damaged: items.slice(0, 20) }
      log.error(told, 'media of the spool is damaged')
    }
    if (!leftovers.isEmpty)
      log.info({ fragments: replayed.fragments, tornBytes }, 'went on from the spool')
    this.#outputs?.makeUpSplits()
    this.#mediaMsBefore = replayed.fragments > 0 ? this.#before.leastMediaMs : this.#before.mediaMs
    if (replayed.startedAtMs !== null && !this.hasMedia) {
      this.onFirstFragment(replayed.startedAtMs)
      this.#background(record.transition('sourceLost'))
    }
    // a recording that was paused before lost nothing with its recorder
    const cause = record.recording.state === 'paused' ? 'paused' : 'recorder_lost'
    if (this.hasMedia && !isSeamless) this.#openGap(cause)
  }

  onFirstFragment(startedAtMs: number): void {
    const { record, lease } = this.#parts
    const tracks = recordedTracks(this.#placer.init?.tracks ?? [])
    const patch: RecordingPatch = { tracks }
    if (!this.hasMedia) patch.startedAtMs = Math.round(startedAtMs)
    const gap = this.#gap.close(startedAtMs)
    if (gap !== null) {
      patch.gap = gap
      this.#countGap(gap)
    }
    this.#hasWritten = true
    this.#background(record.transition('fragmentArrived', patch))
    if (gap?.cause !== 'recorder_lost') return
    const seconds = ((gap.endedAtMs - gap.startedAtMs) / 1000).toFixed(1)
    const detail = `Its recorder was lost: nothing was recorded for ${seconds} s.`
    const occurrence = String(lease.generation)
    this.#background(record.tellDegraded({ cause: 'recorder_lost', detail, occurrence }))
  }

  onPullEnd(isPause: boolean): void {
    this.#openGap(isPause ? 'paused' : 'source_lost')
    if (!isPause && !this.#parts.isEnding())
      this.#background(this.#parts.record.transition('sourceLost'))
  }

  onPaused(): void {
    if (this.hasMedia) this.#openGap('paused')
    this.#pausedFiles.begin()
    this.#background(this.#parts.record.transition('pauseRequested'))
  }

  onResumed(): void {
    this.#pausedFiles.end()
    this.#background(this.#parts.record.transition('resumeRequested'))
  }

  onWritten(placed: PlacedFragment): void {
    this.#pictures?.onWritten(placed, this.#mediaMsBefore)
  }

  #countGap({ cause, startedAtMs, endedAtMs }: Gap): void {
    const { metrics } = this.#parts.deps
    metrics.gaps.inc({ cause })
    metrics.gapSeconds.inc({ cause }, (endedAtMs - startedAtMs) / 1000)
  }

  /** Nothing is recorded from the end of the last media on; a gap that is open already goes on. */
  #openGap(cause: Gap['cause']): void {
    const { record, deps } = this.#parts
    this.#gap.open({
      startedAtMs:
        this.#placer.endedAtMs ??
        this.#before.endedAtMs ??
        record.recording.startedAtMs ??
        deps.clock(),
      mediaTimeMs: this.#mediaMsBefore + this.#placer.mediaMs,
      cause,
    })
  }

  async #run(): Promise<void> {
    const { deps, lease, record, spool, found, backlog, splice, log, signal } = this.#parts
    await salvageLostCycles(deps, record.recording, lease, found.localGenerations, log, signal)
    const { recordings, openCycles } = deps.store
    const context = storeContext(deps, signal, log)
    const files = await reliably(context, () => storedFiles(recordings, lease.recordingId))
    this.#before = recordedBefore(files)
    // a recorder that was killed may not have told what is wrong with the last files
    for (const last of new Map(files.map((file) => [outputOf(file), file])).values())
      this.#tellWrong(last)
    const open = await reliably(context, () => openCycles.list(lease.recordingId))
    const { recording } = record
    const pictures = new RecordingPictures({ deps, lease, recording, signal, log }, files)
    this.#pictures = pictures
    const outputs = new OutputSet(
      deps,
      recording,
      lease,
      spool,
      files,
      sortLeftCycles(open, found),
      this.#parts.splitsBefore,
      (file) => this.#publish(file, pictures),
      (first) => pictures.onFileBegun(first),
      // nothing of it will be told of any more: the recording ends, and its media comes from the spool
      (error) => this.#parts.onFailure(error),
    )
    this.#outputs = outputs
    outputs.requestSplits(this.#earlySplits)
    await new FragmentWriter(this.#placer, outputs, backlog, this).run(found.leftovers, splice)
  }

  async #publish(file: RecordingFile, pictures: RecordingPictures): Promise<void> {
    const { record, deps, log } = this.#parts
    await pictures.publish(file, (shown) => record.addFile(shown))
    this.#tellWrong(file)
    deps.metrics.filesStored.inc({ format: file.format })
    deps.metrics.storedBytes.inc({ format: file.format }, file.bytes)
    const { output, sequence, key, bytes } = file
    log.info({ output, sequence, key, bytes }, 'file stored')
  }

  /** Tells what is wrong with a stored file; what was told before is not told again. */
  #tellWrong(file: RecordingFile): void {
    for (const degradation of degradationsOf(file))
      this.#background(this.#parts.record.tellDegraded(degradation))
  }

  /** A write that nobody waits for; a lost lease found by it ends the session. */
  #background(written: Promise<void>): void {
    written.catch((error: unknown) => {
      if (isLeaseLost(error)) this.#parts.onFailure(error)
    })
  }
}
