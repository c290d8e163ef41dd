import type { Recording } from '@tapedeck/domain'
import type { Lease, Store } from '@tapedeck/store'
import { costOf, fits, loadOf } from './rendition-pull.ts'
import { HandoverTaker } from './session/handover/handover-taker.ts'
import { resumeHandover } from './session/handover/resume-handover.ts'
import { RecordingSession, type SessionListener } from './session/recording-session.ts'
import type { SessionDeps, SessionEnd } from './session/session-deps.ts'

/** Recordings that may wait for their stream on one recorder; each costs a socket and a lease. */
const maxWaiting = 10_000

/** How long an offer stands until its claim; see HandoverStore. */
const offerTtlMs = 600_000

/** How long a recording is offered that is one too many here. */
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
  #isClosing = false
  /** On the clock that does not jump. */
  #drainUntilMs = 0

  constructor(deps: SessionDeps, options: RegistryOptions) {
    this.#deps = deps
    this.#options = options
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
    return !this.#isClosing && mayAdmit && hasRoom && this.size < maxWaiting
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
   */
  async take(recordingId: string, options: { replacesOwn?: boolean } = {}): Promise<boolean> {
    const { store, recorderId, leaseTtlMs } = this.#deps
    if (!this.#mayTake(recordingId)) return false
    if (options.replacesOwn === true && (await resumeHandover(this.#deps, recordingId)))
      return false
    const lease = await store.leases.acquire(recordingId, recorderId, leaseTtlMs, options)
    if (lease === null && options.replacesOwn === true) await this.#giveBackClaim(recordingId)
    if (lease === null) return this.#takeOver(recordingId)
    const recording = await store.recordings.get(recordingId)
    if (recording === null || !this.#mayTake(recordingId)) {
      await store.leases.release(lease)
      return false
    }
    this.#start(new RecordingSession(this.#deps, recording, lease, this))
    // a wish that came between reading the record and watching for changes
    await this.refresh(store, lease)
    return true
  }

  /** Hands a recording's wishes, as they stand in its record, to whoever drives it or takes it over. */
  async refresh(store: Store, { recordingId }: Pick<Lease, 'recordingId'>): Promise<void> {
    if (!this.has(recordingId)) return
    const recording = await store.recordings.get(recordingId)
    if (recording === null) return
    this.#takers.get(recordingId)?.apply(recording)
    this.#sessions.get(recordingId)?.control.apply(recording)
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
    await this.#offerSurplus(store)
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

  /** Recordings beyond the capacity are offered to recorders that have room; they go on here until then. */
  async #offerSurplus(store: Store): Promise<void> {
    const surplus = this.load - this.#options.capacity
    if (surplus <= 0 || this.#isClosing) return
    const others = await store.recorders.list()
    const room = others
      .filter(({ recorderId }) => recorderId !== this.#deps.recorderId)
      .reduce((sum, { capacity, running }) => sum + Math.max(0, capacity - running), 0)
    const pulling = this.sessions().filter(({ isPulling, isEncoding }) => isPulling && !isEncoding)
    const first = Math.max(0, pulling.length - Math.min(surplus, room))
    for (const session of pulling.slice(first)) session.offer(surplusOfferMs)
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
    const handover = await store.handovers.claim(recordingId, recorderId, offerTtlMs)
    if (handover === null) return false
    const recording = await store.recordings.get(recordingId)
    if (recording === null || !this.#mayTake(recordingId)) {
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
        this.#start(session)
        if (this.#isClosing) session.drain(this.#drainUntilMs)
        await this.refresh(this.#deps.store, lease)
      }),
    )
  }

  #start(session: RecordingSession): void {
    this.#sessions.set(session.recordingId, session)
    this.#track(this.#run(session))
  }

  #track(running: Promise<void>): void {
    const tracked = running
      .catch((error: unknown) => this.#deps.log.error({ err: error }, 'a session ended badly'))
      .finally(() => this.#running.delete(tracked))
    this.#running.add(tracked)
  }

  async #run(session: RecordingSession): Promise<void> {
    const end = await session.run()
    const { recordingId, leavesMedia } = session
    this.#sessions.delete(recordingId)
    this.#deps.metrics.sessionsEnded.inc({ end })
    this.#deps.log.info({ recordingId, end, leavesMedia }, 'session ended')
    if (leavesMedia) this.onLostMedia(recordingId)
    await this.#options.onEnd(recordingId, end)
  }
}
