import { setTimeout as sleep } from 'node:timers/promises'
import type { Handover, Lease, Store } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { FragmentBacklog } from '../../source/fragment-backlog.ts'
import type { ReceivedFragment } from '../fragment-receiver.ts'
import { StartCollector } from '../generation-start.ts'
import type { LeaseKeeper } from '../lease-keeper.ts'
import type { SessionControl } from '../session-control.ts'
import { Bell } from './bell.ts'
import { givePlace, type PlaceGift } from './give-lease.ts'
import {
  type GiverAction,
  type GiverInput,
  type GiverState,
  type GiverStep,
  giverSteps,
  isGiverFinal,
} from './giver-protocol.ts'
import { offerTtlMs, pollMs, stepMs } from './offer-time.ts'

/** Between an offer that came to nothing and the next. */
const pauseMs = 2000

export type GiverParts = {
  lease: Lease
  store: Pick<Store, 'handovers' | 'leases' | 'generations'>
  wake: (recordingId: string) => Promise<void>
  leaseTtlMs: number
  monotonic: () => number
  control: SessionControl
  backlog: FragmentBacklog
  keeper: LeaseKeeper
  /** True while media arrives. */
  isFlowing(): boolean
  /** Ends the running cycles; resolves when everything written is stored and told of. */
  storeFiles(): Promise<void>
  /** Gives up what is not stored; the spool keeps it. */
  abandonFiles(): Promise<void>
  /** Told of each attempt that is over. */
  onAttempt(outcome: 'given' | 'kept'): void
  log: Logger
}

/** How long a recording is offered, on the clock that does not jump. */
export type Offering = {
  untilMs: number
  /** The recorder ends: when the time is over the recording is closed, or handed over without its last files. */
  isDrain: boolean
}

/**
 * Passes a recording on without a gap while it records: offers it, agrees with the successor on a keyframe, and hands the
 * lease over behind it. Whatever goes wrong before that, the recording goes on here as if nothing had been.
 */
export class HandoverGiver {
  readonly #parts: GiverParts
  readonly #bell = new Bell()
  #offering: Offering | null = null
  #running: Promise<boolean> | null = null
  #isSettling = false
  /** Set while fragments are to be held back from the next keyframe on. */
  #collector: StartCollector | null = null
  /** The pull in which holding back began: the place lies in it. */
  #heldPull: number | null = null
  /** The pull of the last fragment. */
  #lastPull: number | null = null
  #gift: PlaceGift = { isGiven: false, isComplete: false }

  constructor(parts: GiverParts) {
    this.#parts = parts
  }

  /** True when the successor has the recording and everything else of it is stored. */
  get isComplete(): boolean {
    return this.#gift.isComplete
  }

  /** Offers the recording until a successor has it or the time is over; a second call may change the time. */
  start(offering: Offering): void {
    if (this.#offering?.isDrain !== true) this.#offering = offering
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
    this.#bell.ring()
  }

  /** Something may have changed. */
  poke(): void {
    this.#bell.ring()
  }

  /** Each fragment as it is received, before it is handed on to the writing half. */
  onFragment(received: ReceivedFragment): void {
    this.#lastPull = received.pull
    const collector = this.#collector
    if (collector === null || collector.beginning !== null) return
    if (received.isKeyframe && this.#heldPull === null) {
      this.#parts.backlog.hold()
      this.#heldPull = received.pull
    }
    if (received.pull === this.#heldPull && collector.add(received) !== null) this.#bell.ring()
  }

  /**
   * The recording is about to end here: an offer is taken back, unless the successor counts on it already.
   * @returns true when the recording was handed over
   */
  async settle(): Promise<boolean> {
    this.#isSettling = true
    this.#bell.ring()
    await this.#running
    return this.#gift.isGiven
  }

  async #run(): Promise<boolean> {
    const { log, control, monotonic } = this.#parts
    while (!this.#isOver()) {
      if (!this.#parts.isFlowing()) {
        await this.#bell.wait(pollMs)
        continue
      }
      const isGiven = await this.#attempt().catch(async (error: unknown) => {
        log.warn({ err: error }, 'an offer of the recording came to nothing')
        await this.#goOn()
        return false
      })
      this.#parts.onAttempt(isGiven ? 'given' : 'kept')
      if (isGiven) return true
      const againMs = monotonic() + pauseMs
      while (!this.#isOver() && monotonic() < againMs) await this.#bell.wait(pauseMs)
    }
    const { isDrain } = this.#offering ?? {}
    this.#offering = null
    if (isDrain === true && !control.ending.aborted) {
      log.info(
        control.isPaused
          ? 'paused: the recording is released'
          : 'no successor in time: the recording is closed here',
      )
      control.shutdown()
    }
    return false
  }

  /** One offer from its making to its end. */
  async #attempt(): Promise<boolean> {
    const { store, lease, log, monotonic } = this.#parts
    const offer = await store.handovers.offer(lease, offerTtlMs)
    let state: GiverState = 'offered'
    let stepEndsMs = this.#offering?.untilMs ?? 0
    while (!isGiverFinal(state)) {
      const input = await this.#nextInput(state, offer, stepEndsMs)
      if (input === null) continue
      const step: GiverStep = giverSteps[state][input]
      if (step.to !== state) {
        log.info({ from: state, input, to: step.to }, 'hand-over')
        stepEndsMs = monotonic() + stepMs
      }
      if (step.act !== null) await this.#do(step.act)
      state = step.to
    }
    return state === 'given'
  }

  /** What has happened; null when nothing has yet. */
  async #nextInput(
    state: GiverState,
    offer: Handover,
    stepEndsMs: number,
  ): Promise<GiverInput | null> {
    if (state === 'found') return (await this.#give(offer)) ? 'given' : 'refused'
    if (this.#isOver() || !this.#parts.isFlowing()) return 'ended'
    if (this.#parts.monotonic() > stepEndsMs) return 'late'
    if (state === 'live' && this.#collector?.beginning != null) return 'placed'
    const { store, wake, lease } = this.#parts
    const current = await store.handovers.get(lease.recordingId)
    if (current?.offerId !== offer.offerId) return 'gone'
    const { phase } = current
    if (phase !== 'offered' && phase !== 'cut' && giverSteps[state][phase].to !== state)
      return phase
    if (state === 'offered') await wake(lease.recordingId)
    if (state === 'cut' && phase === 'live') await this.#name(current)
    await this.#bell.wait(pollMs)
    return null
  }

  async #do(act: GiverAction): Promise<void> {
    const { backlog, control } = this.#parts
    switch (act) {
      case 'hold':
        this.#collector = new StartCollector('keyframe')
        return
      case 'leave':
        backlog.dropHeld()
        control.handedOver()
        return
      case 'goOn':
        await this.#goOn()
    }
  }

  async #name(current: Handover): Promise<void> {
    const cut = this.#collector?.beginning?.start
    if (cut !== undefined)
      await this.#parts.store.handovers.advance(current, { phase: 'cut', cut }, offerTtlMs)
  }

  async #give(offer: Handover): Promise<boolean> {
    this.#gift = await givePlace(
      this.#parts,
      offer,
      this.#offering,
      () => this.#parts.isFlowing() && this.#lastPull === this.#heldPull,
    )
    return this.#gift.isGiven
  }

  /**
   * Takes the offer back, then writes what was held back, never the other way round: as long as the offer stands, a
   * successor that finds the lease free goes on from the place. While the store is away nobody can, and the spool has
   * what waits.
   */
  async #goOn(): Promise<void> {
    const { store, lease, backlog, log, monotonic } = this.#parts
    this.#collector = null
    this.#heldPull = null
    const goneMs = monotonic() + offerTtlMs
    while (monotonic() < goneMs) {
      try {
        await store.handovers.withdraw(lease.recordingId)
        break
      } catch (error) {
        log.warn({ err: error }, 'the offer could not be taken back; trying again')
        await sleep(pollMs)
      }
    }
    backlog.release()
  }

  #isOver(): boolean {
    const { control, monotonic } = this.#parts
    const untilMs = this.#offering?.untilMs ?? 0
    // nothing flows while it is paused: any recorder may hold it, and there is no place to agree on
    return this.#isSettling || control.ending.aborted || control.isPaused || monotonic() >= untilMs
  }
}
