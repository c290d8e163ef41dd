import type { Recording, RecordingReason } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { encoderFailure, madeProfileOf } from '../rendition-pull.ts'
import { conclude } from './conclude.ts'
import { type Beginning, StartCollector } from './generation-start.ts'
import { HandoverGiver } from './handover/handover-giver.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import { openRecord } from './open-record.ts'
import { startProgress } from './progress-reporter.ts'
import { PullLoop } from './pull-loop.ts'
import type { RecordWriter } from './record-writer.ts'
import { SessionControl } from './session-control.ts'
import type { FlowEnd, SessionDeps, SessionEnd } from './session-deps.ts'
import { asPatch, failureOfError, isLeaseLost } from './session-failure.ts'
import { type AdoptedPull, openMedia, orEndPull, type SessionMedia } from './session-media.ts'
import { SessionWriting } from './session-writing.ts'
import { type FoundSpool, findLeftovers } from './take-over.ts'
import { tellOfReceiver } from './tell-of-receiver.ts'

/** What a session tells the recorder that runs it. */
export type SessionListener = {
  /** An ffmpeg starts for it, or has ended. */
  onPulling(session: RecordingSession): void
  /** This host's spool holds media of it that the session does not bring into storage. */
  onLostMedia(recordingId: string): void
}

/**
 * Drives one recording under one lease: wait for the stream, pull it, wait again within the merge window, and at the
 * end close, store and account for every file. Every way out goes through `run`, which releases what it took.
 */
export class RecordingSession {
  readonly recordingId: string
  readonly control: SessionControl
  readonly #deps: SessionDeps
  readonly #lease: Lease
  readonly #log: Logger
  readonly #record: RecordWriter
  readonly #keeper: LeaseKeeper
  readonly #listener: SessionListener
  readonly #aborted = new AbortController()
  readonly #start = new StartCollector('pull')
  readonly #adopted: AdoptedPull | null
  #isPulling = false
  /** Media of the running pull arrives, from a keyframe on. */
  #isFlowing = false
  /** Media was received, whether it is written yet or not. */
  #hasReceived = false
  #leavesMedia = false
  #superseded: readonly number[] = []
  readonly #takenAtMs: number
  #giver: HandoverGiver | null = null
  #drainUntilMs: number | null = null

  /** @param adopted the pull that goes on, of a recording that was handed over to this recorder */
  constructor(
    deps: SessionDeps,
    recording: Recording,
    lease: Lease,
    listener: SessionListener,
    adopted: AdoptedPull | null = null,
  ) {
    this.recordingId = recording.id
    this.control = adopted?.control ?? new SessionControl(recording, deps)
    this.#adopted = adopted
    this.#isPulling = adopted !== null
    this.#isFlowing = adopted !== null
    this.#deps = deps
    this.#takenAtMs = deps.clock()
    this.#lease = lease
    this.#listener = listener
    this.#log = deps.log.child({ recordingId: recording.id, generation: lease.generation })
    const { record, keeper } = openRecord(deps, recording, lease, this.#aborted.signal, this.#log)
    this.#record = record
    this.#keeper = keeper
    this.#keeper.lost.addEventListener('abort', () => this.control.loseLease(), { once: true })
  }

  /** True while an ffmpeg runs: what admission counts. A recording that waits costs a socket only. */
  get isPulling(): boolean {
    return this.#isPulling
  }

  /** True when its ffmpeg encodes. */
  get isEncoding(): boolean {
    return madeProfileOf(this.#record.recording) !== null
  }

  /** True when something of it was received, here or before. */
  get hasMedia(): boolean {
    return this.#hasReceived || this.#record.recording.startedAtMs !== null
  }

  /** True while it is paused and nothing is pulled. */
  get isPaused(): boolean {
    return this.control.isPaused && !this.#isPulling
  }

  /** Wall time at which the recording began, Unix milliseconds; that of its taking as long as it waits. */
  get beganAtMs(): number {
    return this.#record.recording.startedAtMs ?? this.#takenAtMs
  }

  /** Generations in this host's spool behind which another recorder went on. */
  get superseded(): readonly number[] {
    return this.#superseded
  }

  /** True when this host's spool holds media of the recording that no session brings into storage. */
  get leavesMedia(): boolean {
    return this.#leavesMedia
  }

  /** Ends the recording as failed with a reason; what was received is stored. */
  endFor(reason: RecordingReason, detail: string): void {
    this.control.fail({ reason, detail })
  }

  /**
   * The recorder ends. A recording that waits or is paused is released at once; one that records goes on here until
   * another recorder has taken it over without a gap, until its end, or until the time is up.
   * @param untilMs on the clock that does not jump
   */
  drain(untilMs: number): void {
    this.#drainUntilMs = untilMs
    // two encoders make different packets of one stream: there is no place at which another recorder could go on
    if (this.isEncoding || !(this.#isPulling || this.hasMedia)) this.control.shutdown()
    else this.#giver?.start({ untilMs, isDrain: true })
  }

  /** Offers a recording that this recorder could go on with to another one, for a while; 0 takes the offer back. */
  offer(forMs: number): void {
    if (this.isEncoding) return
    const untilMs = this.#deps.monotonic() + forMs
    this.#giver?.start({ untilMs, isDrain: false })
  }

  /** The hand-over of the recording may have moved. */
  poke(): void {
    this.#giver?.poke()
  }

  /** Runs to the end; rejects never: what goes wrong becomes the recording's state or the log. */
  async run(): Promise<SessionEnd> {
    this.#keeper.start()
    try {
      return await this.#drive()
    } catch (error) {
      this.#leavesMedia = true
      if (this.control.isLost || isLeaseLost(error)) return 'lost'
      if (this.control.isShutdown) {
        // it is another recorder's to go on with, as soon as the lease has run out
        this.#log.error({ err: error }, 'the recording could not be left in order')
        return 'released'
      }
      this.#log.error({ err: error }, 'recording failed')
      await this.#record
        .transition('faulted', asPatch(failureOfError(error)))
        .catch((cause: unknown) =>
          this.#log.error({ err: cause }, 'the failure could not be written'),
        )
      return 'finished'
    } finally {
      await this.#keeper.stop()
      this.#aborted.abort()
    }
  }

  async #drive(): Promise<SessionEnd> {
    const [deps, adopted] = [this.#deps, this.#adopted]
    const found = await orEndPull(adopted, this.#findLeftovers())
    const { recording } = this.#record
    const media = adopted ?? (await openMedia(deps, found, this.#lease, recording))
    this.#hasReceived = found.leftovers.hasMedia || adopted !== null
    const writing = new SessionWriting({
      ...{ deps, found, lease: this.#lease, record: this.#record, log: this.#log },
      ...{ spool: media.spool, backlog: media.backlog },
      splice: adopted?.splice ?? null,
      isSeamless: adopted?.isSeamless ?? false,
      splitsBefore: this.control.splitsSeen,
      onFailure: (error) => this.#onFailure(error),
      isEnding: () => this.control.ending.aborted,
      signal: this.#aborted.signal,
    })
    this.control.onSplits((count) => writing.requestSplits(count))
    const giver = this.#createGiver(media, writing)
    this.#giver = giver
    // told before there was anything to offer
    if (this.#drainUntilMs !== null) this.drain(this.#drainUntilMs)
    const reporter = startProgress(deps, this.#lease, media.receiver.figures, writing, this.#log)
    try {
      if (adopted?.isSeamless !== true) await orEndPull(adopted, this.#record.transition('taken'))
      this.#watchFragments(media, giver)
      writing.start()
      const end = await this.#pullToEnd(media, giver)
      const session = await conclude(end, {
        ...{ deps, writing, lease: this.#lease, record: this.#record, log: this.#log },
        spool: media.spool,
        hasReceived: this.#hasReceived,
        isSpoolFree: giver.isComplete,
        signal: this.#aborted.signal,
      })
      this.#leavesMedia ||= session.leavesMedia
      return session.end
    } finally {
      await giver.settle()
      this.#giver = null
      await reporter.stop()
      await media.spool.close()
    }
  }

  /** What goes on from here; a recording that was handed over begins with its own pull alone. */
  async #findLeftovers(): Promise<FoundSpool> {
    const options = { isAdopted: this.#adopted !== null, signal: this.#aborted.signal }
    const found = await findLeftovers(this.#deps, this.#lease, options, this.#log)
    this.#superseded = found.superseded
    if (found.superseded.length > 0) this.#listener.onLostMedia(this.recordingId)
    return found
  }

  /** Waits and pulls until the recording ends here for good. */
  async #pullToEnd(media: SessionMedia, giver: HandoverGiver): Promise<FlowEnd> {
    const { recording } = this.#record
    if (recording.state === 'finalizing') return { kind: 'stream_ended', detail: null }
    const unable = encoderFailure(recording, this.#deps.pull.encoder)
    if (unable !== null) return { kind: 'failed', ...unable }
    const loop = new PullLoop({
      ...{ deps: this.#deps, recording, control: this.control, log: this.#log },
      receiver: media.receiver,
      hasMedia: () => this.hasMedia,
      onPulling: (isPulling) => this.#onPulling(isPulling, giver),
    })
    const end = await loop
      .run(this.#adopted?.pull ?? null)
      .catch((error: unknown) => this.#endOf(error))
    if (end.kind === 'lost') return end
    return (await giver.settle()) ? { kind: 'handed_over' } : end
  }

  /** What an error of the receiving half means for the recording: the files so far are stored all the same. */
  #endOf(error: unknown): FlowEnd {
    if (this.control.isLost || isLeaseLost(error)) return { kind: 'lost' }
    this.#log.error({ err: error }, 'recording failed')
    return { kind: 'failed', ...(this.control.fault ?? failureOfError(error)) }
  }

  /** The writing half cannot go on. */
  #onFailure(error: unknown): void {
    if (isLeaseLost(error)) this.control.loseLease()
    else this.control.fail(failureOfError(error))
  }

  #onPulling(isPulling: boolean, giver: HandoverGiver): void {
    this.#isPulling = isPulling
    this.#isFlowing = isPulling && this.#isFlowing
    giver.poke()
    this.#listener.onPulling(this)
  }

  #watchFragments(media: SessionMedia, giver: HandoverGiver): void {
    const adopted = this.#adopted
    if (adopted !== null) this.#putStart(adopted.beginning)
    tellOfReceiver(media.receiver, this.#record, this.#lease, this.#deps.clock)
    media.receiver.onFragment((received) => {
      if (received.isKeyframe) {
        this.#hasReceived = true
        this.#isFlowing = true
      }
      giver.onFragment(received)
      const beginning = adopted === null ? this.#start.add(received) : null
      if (beginning !== null) this.#putStart(beginning)
    })
  }

  /** Notes how the media of this generation begins, in the background: who has older media fills gaps up to there. */
  #putStart({ start, startedAtMs }: Beginning): void {
    this.#record.putStart(start, startedAtMs).catch(() => {
      // told by the record's writer
    })
  }

  #createGiver(media: SessionMedia, writing: SessionWriting): HandoverGiver {
    const { store, wake, leaseTtlMs, monotonic, metrics } = this.#deps
    return new HandoverGiver({
      ...{ store, wake, leaseTtlMs, monotonic, lease: this.#lease, log: this.#log },
      control: this.control,
      backlog: media.backlog,
      keeper: this.#keeper,
      isFlowing: () => this.#isFlowing,
      storeFiles: async () => {
        await writing.storeFiles()
        await this.#record.settled()
      },
      abandonFiles: () => writing.abandonFiles(),
      onAttempt: (outcome) => metrics.handovers.inc({ outcome }),
    })
  }
}
