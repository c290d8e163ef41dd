import type { Recording } from '@tapedeck/domain'
import type { Lease, Store } from '@tapedeck/store'
import { OrderedReads } from './ordered-reads.ts'
import { choosePassOn } from './pass-on.ts'
import { costOf, fits, loadOf } from './rendition-pull.ts'
import { HandoverTaker } from './session/handover/handover-taker.ts'
import { offerTtlMs } from './session/handover/offer-time.ts'
import { resumeHandover } from './session/handover/resume-handover.ts'
import { RecordingSession, type SessionListener } from './session/recording-session.ts'
import type { SessionDeps, SessionEnd } from './session/session-deps.ts'
import { traceSession } from './session/trace-session.ts'
import { SpoolLook } from './spool-look.ts'

/** Recordings that may wait for their stream on one recorder; each costs a socket and a lease. */
const maxWaiting = 10_000

/** How long a recording is offered that is one too many here; said again with each pulse while it is. */
const surplusOfferMs = 60_000

export type RegistryOptions = {
  /** Most recordings that are pulled at the same time. */
  capacity: number
  /** How many of them one that is encoded stands for; 1 when not said. */
  encodingCost?: number
  /** False while the host has no room for one more, whatever their number. */
  mayAdmit?: () => boolean
  onEnd: (recordingId: string, end: SessionEnd) => Promise<void>
  /** Media of a recording lies in the spool that no session brings into storage. */
  onLostMedia: (recordingId: string) => void
}

/** The recordings that this recorder drives, and those that it is taking over from another one. */
export class SessionRegistry implements SessionListener {
  readonly #deps: SessionDeps
  readonly #options: RegistryOptions
  readonly #sessions = new Map<string, RecordingSession>()
  readonly #takers = new Map<string, HandoverTaker>()
  readonly #running = new Set<Promise<void>>()
  readonly #wishes = new OrderedReads()
  readonly #spoolLook: SpoolLook
  #isClosing = false
  #isDraining = false
  /** On the clock that does not jump. */
  #drainUntilMs = 0

  constructor(deps: SessionDeps, options: RegistryOptions) {
    this.#deps = deps
    this.#options = options
    this.#spoolLook = new SpoolLook(deps.spool)
  }

  get size(): number {
    return this.#sessions.size + this.#takers.size
  }

  /** Recordings with a running ffmpeg. */
  get pulling(): number {
    return this.#takers.size + this.sessions().filter((session) => session.isPulling).length
  }

  /** What they count for in the capacity. */
  get load(): number {
    const cost = this.#encodingCost
    return this.sessions().reduce((sum, session) => sum + loadOf(session, cost), this.#takers.size)
  }

  /** True when a recording may be taken. */
  hasRoomFor(recording: Pick<Recording, 'rendition'>): boolean {
    const mayAdmit = this.#options.mayAdmit?.() ?? true
    const { capacity } = this.#options
    const hasRoom = fits(this.load, costOf(recording, this.#encodingCost), capacity)
    return !this.isLeaving && mayAdmit && hasRoom && this.size < maxWaiting
  }

  get #encodingCost(): number {
    return this.#options.encodingCost ?? 1
  }

  /** Recordings whose stream is left alone because the user paused them. */
  get paused(): number {
    return this.sessions().filter((session) => session.isPaused).length
  }

  /** The sessions that run now, the oldest first. */
  sessions(): RecordingSession[] {
    return [...this.#sessions.values()]
  }

  has(recordingId: string): boolean {
    return this.#sessions.has(recordingId) || this.#takers.has(recordingId)
  }

  /** True while an operator wants this recorder empty. */
  get isDraining(): boolean {
    return this.#isDraining
  }

  /** True while nothing is taken and what is there goes over to other recorders. */
  get isLeaving(): boolean {
    return this.#isDraining || this.#isClosing
  }

  /** True when media of a generation in this host's spool is a running session's, or that of a hand-over to this host. */
  holds(recordingId: string, generation: number): boolean {
    const session = this.#sessions.get(recordingId)
    if (session !== undefined) return !session.superseded.includes(generation)
    return this.#takers.get(recordingId)?.generation === generation
  }

  /**
   * Takes the lease of a recording and starts driving it; or starts to take it over from a recorder that offers it.
   * @param options.replacesOwn also takes a lease that this recorder's id holds: of its process before a restart
   * False when somebody else holds the lease, or there is nothing left to drive.
   * @throws TapedeckError SERVICE_BUSY when the disk of the spool does not answer, unless the recording lies there for sure
   */
  async take(recordingId: string, options: { replacesOwn?: boolean } = {}): Promise<boolean> {
    const { store, spool, recorderId, leaseTtlMs } = this.#deps
    if (!this.#mayTake(recordingId)) return false
    if (options.replacesOwn === true && (await resumeHandover(this.#deps, recordingId)))
      return false
    const look = options.replacesOwn === true ? spool : this.#spoolLook
    const above = await look.highestGeneration(recordingId)
    const how = { ...options, above }
    const lease = await store.leases.acquire(recordingId, recorderId, leaseTtlMs, how)
    if (lease === null && options.replacesOwn === true) await this.#giveBackClaim(recordingId)
    if (lease === null) return this.#takeOver(recordingId)
    const recording = await store.recordings.get(recordingId)
    if (recording === null || !this.#mayTake(recordingId)) {
      await store.leases.release(lease)
      return false
    }
    this.#start(new RecordingSession(this.#deps, recording, lease, this), recording, lease)
    // a wish that came between reading the record and watching for changes
    await this.refresh(store, lease)
    return true
  }

  /** Hands a recording's wishes, as they stand in its record, to whoever drives it or takes it over. */
  async refresh(store: Store, { recordingId }: Pick<Lease, 'recordingId'>): Promise<void> {
    if (!this.has(recordingId)) return
    await this.#wishes.read(recordingId, async () => {
      const recording = await store.recordings.get(recordingId)
      if (recording === null) return
      this.#takers.get(recordingId)?.apply(recording)
      const commands = this.#sessions.get(recordingId)?.control.applyLatest(recording) ?? []
      if (commands.length > 0) this.#deps.log.info({ recordingId, commands }, 'commands have come')
    })
  }

  /** Word came of a recording: its wishes are read again, and whoever hands it over looks at once. */
  async told(store: Store, recordingId: string): Promise<void> {
    this.#takers.get(recordingId)?.poke()
    this.#sessions.get(recordingId)?.poke()
    await this.refresh(store, { recordingId })
  }

  /** Reads every session's wishes again: what a lost message would have told. */
  async refreshAll(store: Store): Promise<void> {
    const recordingIds = [...this.#sessions.keys(), ...this.#takers.keys()]
    for (const recordingId of recordingIds) await this.refresh(store, { recordingId })
    await this.#passOn(store)
  }

  /**
   * Takes nothing more until `resume`. What is there goes over to other recorders as soon as they have room (`refreshAll`), and
   * stays here until then.
   */
  drain(): void {
    this.#isDraining = true
    for (const taker of this.#takers.values()) taker.shutdown()
  }

  /** Takes recordings again; what was not handed over yet stays. */
  resume(): void {
    this.#isDraining = false
    for (const session of this.#sessions.values()) session.offer(0)
  }

  /**
   * Takes nothing more. Recordings that wait are released at once, those that record go over to other recorders or are
   * closed cleanly when the time is up. Resolves when none is left.
   */
  async shutdown(): Promise<void> {
    this.#isClosing = true
    this.#drainUntilMs = this.#deps.monotonic() + this.#deps.drainMs
    for (const taker of this.#takers.values()) taker.shutdown()
    for (const session of this.#sessions.values()) session.drain(this.#drainUntilMs)
    // a hand-over that was agreed on becomes a session, which is drained in its turn
    while (this.#running.size > 0) await Promise.allSettled(this.#running)
  }

  /** A stream that goes live is always recorded, also by a recorder that is full: that is told. */
  onPulling(session: RecordingSession): void {
    const { load } = this
    const { capacity } = this.#options
    if (!session.isPulling || load <= capacity) return
    this.#deps.metrics.overCapacity.inc()
    const { recordingId } = session
    this.#deps.log.warn({ recordingId, load, capacity }, 'a stream went live beyond the capacity')
  }

  onLostMedia(recordingId: string): void {
    this.#options.onLostMedia(recordingId)
  }

  /**
   * Recordings beyond the capacity, or all of them when this recorder is to be empty, go over to recorders that have room; those
   * that record go on here until then.
   */
  async #passOn(store: Store): Promise<void> {
    const surplus = this.#isDraining ? 'all' : this.load - this.#options.capacity
    if (this.#isClosing || (surplus !== 'all' && surplus <= 0) || this.#sessions.size === 0) return
    const recorders = await store.recorders.list()
    const others = recorders.filter(({ recorderId }) => recorderId !== this.#deps.recorderId)
    const open = this.sessions().filter(({ control }) => !control.ending.aborted)
    const { offered, released } = choosePassOn(open, others, surplus)
    for (const session of offered) session.offer(surplusOfferMs)
    for (const session of released) session.control.shutdown()
  }

  /**
   * A hand-over to this recorder's process before a restart cannot go on: what that one pulled of it is thrown away, and
   * the other recorder must not hand the lease over to nobody.
   */
  async #giveBackClaim(recordingId: string): Promise<void> {
    const { store, recorderId } = this.#deps
    const handover = await store.handovers.get(recordingId)
    if (handover?.successorId === recorderId) await store.handovers.withdraw(recordingId)
  }

  #mayTake(recordingId: string): boolean {
    return !this.#isClosing && !this.has(recordingId)
  }

  async #takeOver(recordingId: string): Promise<boolean> {
    const { store, recorderId } = this.#deps
    if (this.#isDraining) return false
    const handover = await store.handovers.claim(recordingId, recorderId, offerTtlMs)
    if (handover === null) return false
    const recording = await store.recordings.get(recordingId)
    if (recording === null || this.isLeaving || this.has(recordingId)) {
      await store.handovers.withdraw(recordingId)
      return false
    }
    this.#startTaker(new HandoverTaker(this.#deps, recording, handover))
    return true
  }

  #startTaker(taker: HandoverTaker): void {
    const { recordingId } = taker
    this.#takers.set(recordingId, taker)
    this.#track(
      taker.run().then(async (taken) => {
        this.#takers.delete(recordingId)
        if (taken === null) return this.#options.onEnd(recordingId, 'released')
        const { recording, lease, adopted } = taken
        const session = new RecordingSession(this.#deps, recording, lease, this, adopted)
        this.#start(session, recording, lease)
        if (this.#isClosing) session.drain(this.#drainUntilMs)
        await this.refresh(this.#deps.store, lease)
      }),
    )
  }

  #start(session: RecordingSession, recording: Recording, lease: Lease): void {
    this.#sessions.set(session.recordingId, session)
    this.#deps.metrics.sessionsStarted.inc()
    this.#track(traceSession(recording, lease, () => this.#run(session, lease)))
  }

  #track(running: Promise<unknown>): void {
    const tracked = running
      .then(() => undefined)
      .catch((error: unknown) => this.#deps.log.error({ err: error }, 'a session ended badly'))
      .finally(() => this.#running.delete(tracked))
    this.#running.add(tracked)
  }

  async #run(session: RecordingSession, { generation }: Lease): Promise<SessionEnd> {
    const end = await session.run()
    const { recordingId, leavesMedia } = session
    this.#sessions.delete(recordingId)
    this.#deps.metrics.sessionsEnded.inc({ end })
    this.#deps.log.info({ recordingId, generation, end, leavesMedia }, 'session ended')
    if (leavesMedia) this.onLostMedia(recordingId)
    await this.#options.onEnd(recordingId, end)
    return end
  }
}
