import type { Recording } from '@tapedeck/domain'
import { SpliceFinder, type SplicePoint } from '@tapedeck/media'
import type { Handover, Lease } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { reliably } from '../../reliably.ts'
import { areAllRefused } from '../format-refusals.ts'
import type { PullResult } from '../fragment-receiver.ts'
import { SessionControl, type Wishes, withoutStop } from '../session-control.ts'
import type { SessionDeps } from '../session-deps.ts'
import { type AdoptedPull, createMedia, type SessionMedia } from '../session-media.ts'
import { storeContext } from '../store-context.ts'
import { StreamWait } from '../stream-wait.ts'
import { Bell } from './bell.ts'
import { offerTtlMs, pollMs, stepMs } from './offer-time.ts'
import {
  isTakerFinal,
  type TakerInput,
  type TakerState,
  type TakerStep,
  takerSteps,
} from './taker-protocol.ts'

/** What a hand-over came to: a session that goes on with its pull, or nothing. */
export type Taken = { recording: Recording; lease: Lease; adopted: AdoptedPull } | null

/**
 * Takes a recording over without a gap: pulls its stream into a spool of its own, finds the place at which the other
 * recorder stops writing, and waits for the lease. Until then nothing of it is written or told of.
 */
export class HandoverTaker {
  readonly recordingId: string
  readonly #deps: SessionDeps
  readonly #recording: Recording
  readonly #handover: Handover
  readonly #control: SessionControl
  readonly #log: Logger
  readonly #bell = new Bell()
  #media: SessionMedia | null = null
  #pull: Promise<PullResult> | null = null
  #sawKeyframe = false
  #hasPullEnded = false
  #isShutdown = false
  #current: Handover | null
  #splice: SplicePoint | null = null
  #lease: Lease | null = null

  /** @param handover as it was claimed */
  constructor(deps: SessionDeps, recording: Recording, handover: Handover) {
    this.recordingId = recording.id
    this.#deps = deps
    this.#recording = recording
    this.#handover = handover
    this.#current = handover
    this.#control = new SessionControl(withoutStop(recording), deps)
    this.#log = deps.log.child({
      recordingId: recording.id,
      generation: this.generation,
      from: handover.from.ownerId,
    })
  }

  /** The generation that the recording gets when it is ours; its spool bears that number. */
  get generation(): number {
    return this.#handover.from.generation + 1
  }

  /** The hand-over may have moved. */
  poke(): void {
    this.#bell.ring()
  }

  /** What the user wishes meanwhile. Until the recording is ours a stop is the other one's to follow. */
  apply(wishes: Wishes): void {
    this.#control.apply(withoutStop(wishes))
  }

  /** The recorder ends: a hand-over that is not agreed on yet is given up. */
  shutdown(): void {
    this.#isShutdown = true
    // nothing is pulled yet: the stream is no longer waited for
    if (this.#pull === null) this.#control.handedOver()
    this.#bell.ring()
  }

  /** Runs until the recording is ours or will not be. Rejects never. */
  async run(): Promise<Taken> {
    let state: TakerState = 'over'
    try {
      await this.#startPull()
      state = await this.#steps()
    } catch (error) {
      this.#log.warn({ err: error }, 'the hand-over failed')
    }
    // from here on the recording is ours: what was pulled is not thrown away, whatever happens
    if (state !== 'over') return this.#taken(state === 'owner')
    this.#log.info('the hand-over came to nothing')
    await this.#quit().catch((error: unknown) => {
      this.#log.warn({ err: error }, 'what was pulled for a hand-over stays in the spool')
    })
    return null
  }

  async #startPull(): Promise<void> {
    const deps = this.#deps
    const { url } = this.#recording.source
    const wait = new StreamWait(deps, url)
    // a recording that is paused meanwhile is not pulled
    if (!(await wait.untilLive(deps.monotonic() + stepMs, this.#control.leaving)))
      throw new Error('no stream')
    const { generation } = this
    // of a former try that came to nothing; anything else that lies there makes `open` reject
    if (await deps.spool.isStandBy(this.recordingId, generation))
      await (await deps.spool.read(this.recordingId, generation)).remove()
    const spool = await deps.spool.open(this.recordingId, generation)
    await spool.standBy()
    const media = createMedia(deps, spool, this.#recording)
    this.#media = media
    media.backlog.hold()
    media.receiver.onFragment(({ isKeyframe }) => {
      if (!isKeyframe || this.#sawKeyframe) return
      this.#sawKeyframe = true
      this.#bell.ring()
    })
    const { formats } = this.#recording.template
    this.#pull = media.receiver.pull(url, this.#control, {
      onInit: (init) =>
        (!wait.announcesVideo || init.tracks.some(({ kind }) => kind === 'video')) &&
        !areAllRefused(formats, init),
    })
    const onEnd = (): void => {
      this.#hasPullEnded = true
      this.#bell.ring()
    }
    this.#pull.then(onEnd, onEnd)
  }

  async #steps(): Promise<TakerState> {
    const { monotonic } = this.#deps
    let state: TakerState = 'claimed'
    let stepEndsMs = monotonic() + stepMs
    while (!isTakerFinal(state)) {
      const input = await this.#nextInput(state, monotonic() > stepEndsMs)
      if (input === null) {
        await this.#bell.wait(pollMs)
        continue
      }
      const step: TakerStep = takerSteps[state][input]
      if (step.to !== state) {
        this.#log.info({ state, input, to: step.to }, 'hand-over')
        stepEndsMs = monotonic() + stepMs
      }
      if (step.act === 'look') this.#look()
      state = step.to
    }
    return state
  }

  /** What has happened that moves this state on; null when nothing has. */
  async #nextInput(state: TakerState, isLate: boolean): Promise<TakerInput | null> {
    for (const input of [...this.#ownInputs(isLate), ...(await this.#storeInputs(state))])
      if (takerSteps[state][input].to !== state) return input
    return null
  }

  #ownInputs(isLate: boolean): TakerInput[] {
    const seen: [boolean, TakerInput][] = [
      [this.#isShutdown, 'shutdown'],
      [this.#hasPullEnded, 'pullEnded'],
      [isLate, 'late'],
      [this.#sawKeyframe, 'keyframe'],
      [this.#splice !== null, 'placed'],
    ]
    return seen.flatMap(([isSo, input]) => (isSo ? [input] : []))
  }

  /** What the store says; on the way it is told how far this side is. A store that is away says nothing. */
  async #storeInputs(state: TakerState): Promise<TakerInput[]> {
    try {
      return await this.#askStore(state)
    } catch (error) {
      this.#log.warn({ err: error }, 'the hand-over could not be looked at; trying again')
      return []
    }
  }

  async #askStore(state: TakerState): Promise<TakerInput[]> {
    const { store, recorderId } = this.#deps
    // the offer first: it goes in the step that gives the lease
    const current = await store.handovers.get(this.recordingId)
    const owner = await store.leases.owner(this.recordingId)
    const { from, offerId } = this.#handover
    if (owner === null)
      return state === 'found' && current?.offerId === offerId ? [await this.#inherit()] : ['free']
    if (owner.ownerId === recorderId && owner.generation === this.generation) {
      this.#lease = owner
      return ['owned']
    }
    if (owner.generation !== from.generation) return ['superseded']
    if (current?.offerId !== offerId) return ['gone']
    // the other one has what the source sends now; when the lease came first, it is found to be ours the next time
    if (state === 'found' && this.#hasPullEnded)
      return (await store.handovers.withdraw(this.recordingId)) ? ['gone'] : []
    this.#current = current
    await this.#tellOther(state, current)
    return current.phase === 'cut' || current.phase === 'found' ? ['cut'] : []
  }

  /** Moves the offer on, once or as often as the answer is lost. */
  async #tellOther(state: TakerState, current: Handover): Promise<void> {
    const { handovers } = this.#deps.store
    if (state === 'live' && current.phase === 'claimed')
      await handovers.advance(current, { phase: 'live' }, offerTtlMs)
    if (state === 'found' && current.phase === 'cut')
      await handovers.advance(current, { phase: 'found' }, offerTtlMs)
  }

  /** Nobody holds the lease: the other recorder is gone, and this one has everything behind the place. */
  async #inherit(): Promise<TakerInput> {
    const { store, recorderId, leaseTtlMs } = this.#deps
    const lease = await store.leases.acquire(this.recordingId, recorderId, leaseTtlMs)
    if (lease === null) return 'refused'
    // one that goes on takes its offer back before it writes behind the place, and gives the lease up after that
    const current = await store.handovers.get(this.recordingId)
    const isOffered = current?.offerId === this.#handover.offerId
    if (lease.generation !== this.generation || !isOffered) {
      await store.leases.release(lease)
      return 'refused'
    }
    this.#lease = lease
    return 'inherited'
  }

  /** Looks for the place in what is there and in what still comes. */
  #look(): void {
    const cut = this.#current?.cut
    const media = this.#media
    if (cut == null || media === null) return
    const finder = new SpliceFinder(cut)
    const look = async (): Promise<void> => {
      for await (const item of media.backlog.scan()) {
        if (item.kind !== 'fragment') continue
        const splice = finder.look(item.fragment, item.init.tracks, item.receivedAtMs)
        if (splice === null) continue
        await media.spool.setCut(cut)
        this.#splice = splice
        return this.#bell.ring()
      }
    }
    look().catch((error: unknown) => {
      this.#log.warn({ err: error }, 'the place of the hand-over could not be looked for')
      this.shutdown()
    })
  }

  async #taken(isSeamless: boolean): Promise<Taken> {
    const cut = this.#current?.cut
    const [media, pull, splice, lease] = [this.#media, this.#pull, this.#splice, this.#lease]
    if (cut == null || media === null || pull === null || splice === null || lease === null)
      throw new RangeError('a hand-over ended before it began')
    const { store } = this.#deps
    const context = storeContext(this.#deps, new AbortController().signal, this.#log)
    const recording = await reliably(context, () => store.recordings.get(this.recordingId))
    if (recording === null) {
      await this.#quit()
      return null
    }
    // a split that was asked for meanwhile is the seam itself
    this.#control.apply(recording)
    const startedAtMs = Math.round(cut.liveAtMs ?? this.#deps.clock())
    const beginning = { start: cut, startedAtMs }
    const control = this.#control
    await media.spool.take().catch((error: unknown) => {
      // the store knows whose this generation is, which counts for more
      this.#log.warn({ err: error }, 'the stand-by mark of the spool could not be taken away')
    })
    media.backlog.release()
    return {
      recording,
      lease,
      adopted: { ...media, control, pull, splice, beginning, isSeamless },
    }
  }

  /** Throws away what was pulled: the recorder that goes on has all of it. */
  async #quit(): Promise<void> {
    this.#media?.backlog.discard()
    this.#control.handedOver()
    await this.#pull?.catch(() => undefined)
    await this.#media?.spool.remove()
    await this.#deps.spool.tidy(this.recordingId)
    const current = await this.#deps.store.handovers.get(this.recordingId).catch(() => null)
    if (current?.offerId !== this.#handover.offerId) return
    await this.#deps.store.handovers.withdraw(this.recordingId).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'the offer could not be given back; it runs out')
    })
  }
}
