import type { TimestampRepair } from '@tapedeck/domain'
import type { Fragment, Sample } from '../fragment.ts'
import { buildFragment } from '../mp4/build-fragment.ts'
import type { Track } from '../track.ts'
import { type ClockStep, clockStep, withoutMark } from './clock-step.ts'
import { LiveEdge } from './live-edge.ts'
import { TrackClock } from './track-clock.ts'

/** Tracks jump together when they land this near to where they belong, or their steps are that much alike. */
const togetherMs = 1000
/** How far another track may end before a step's end and still show that time passed. */
const coveredMs = 500
/** What arrival times may be off: at least this, and this share of the step. */
const tolerance = { ms: 200, share: 0.25 }
/** A source whose every packet jumps must not fill memory with the account of it. */
const maxRepairsPerFragment = 100

export type Repaired = { fragment: Fragment; repairs: TimestampRepair[] }

/** What is known of a track's part of a fragment before it is placed: how far it runs on, and where it first does not. */
type Outlook = { endMs: number; odd: { sample: Sample; stepMs: number } | null }
type Arrival = { receivedAtMs: number; outlooks: ReadonlyMap<number, Outlook> }

/** The latest jump of the source's clock, which every track makes at its own place. */
type Jump = { number: number; shiftMs: number; stepMs: number; isTrue: boolean }

/**
 * Makes a running clock of the timestamps of one pull. A step of a track that is not usual is either true (the source
 * sent nothing meanwhile and wall time passed, or the other track went on) and stays; or the source's clock jumped: then
 * all tracks are moved by the same amount, so that the media go on at the usual distance and sound stays with picture.
 * Pure: wall time is that of the fragments. docs/decisions/0010 tells why.
 */
export class TimestampRepairer {
  readonly #clocks: Map<number, TrackClock>
  readonly #edge = new LiveEdge()
  #jump: Jump = { number: 0, shiftMs: 0, stepMs: 0, isTrue: false }
  /** The number of the last jump that each track made. */
  readonly #made = new Map<number, number>()
  /** Whether the long sample at the end of a track's last fragment was taken for true. */
  readonly #wasTrue = new Map<number, boolean>()
  #repairs: TimestampRepair[] = []

  constructor(tracks: readonly Track[]) {
    this.#clocks = new Map(tracks.map((track) => [track.id, new TrackClock(track)]))
  }

  /**
   * The fragment with repaired times, on the pull's own time line, and what was repaired there.
   * @param receivedAtMs when it was complete, Unix milliseconds
   */
  repair(fragment: Fragment, receivedAtMs: number): Repaired {
    this.#repairs = []
    const runs = Map.groupBy(fragment.samples, ({ trackId }) => trackId)
    const outlooks = new Map(
      [...this.#clocks].map(([id, clock]) => [id, outlookOf(clock, runs.get(id) ?? [])]),
    )
    const placed = [...runs].flatMap(([id, run]) => {
      const clock = this.#clocks.get(id)
      return clock === undefined ? run : this.#placeRun(clock, run, { receivedAtMs, outlooks })
    })
    const endsMs = [...this.#clocks.values()].map(({ nextMs }) => nextMs)
    this.#edge.arrived(Math.max(0, ...endsMs), receivedAtMs)
    const isSame = [...runs.values()].flat().every((sample, index) => sample === placed[index])
    return { fragment: isSame ? fragment : buildFragment(fragment, placed), repairs: this.#repairs }
  }

  #placeRun(clock: TrackClock, run: readonly Sample[], arrival: Arrival): Sample[] {
    const placed = run.map((sample, index) => {
      this.#follow(clock, sample, run.length - index, arrival)
      return clock.put(withoutMark(sample, clock.track.timescale))
    })
    return placed.map((sample, index) => {
      const next = placed[index + 1]
      const duration =
        next === undefined ? this.#lastDuration(clock, sample, arrival) : next.dts - sample.dts
      return duration === sample.duration ? sample : { ...sample, duration }
    })
  }

  /** Moves the track's clock where the step to this sample demands it. */
  #follow(clock: TrackClock, sample: Sample, samplesLeft: number, arrival: Arrival): void {
    const { id } = clock.track
    if (clock.last === null) {
      clock.shiftMs = this.#jump.shiftMs
      this.#made.set(id, this.#jump.number)
      return
    }
    const step = clock.stepTo(sample)
    const isUsual = clock.isUsual(step.stepMs)
    if (isUsual) clock.learn(step.stepMs)
    if (isUsual && !step.isWrapped) return
    const wasTrue = this.#wasTrue.get(id)
    this.#wasTrue.delete(id)
    if (this.#joins(clock, sample, step.stepMs)) return
    const mayBeTrue = !isUsual && step.stepMs > 0
    if (mayBeTrue && this.#isCovered(clock, step.stepMs, arrival)) return
    const endMs = clock.lastMs + step.stepMs + samplesLeft * clock.frameMs
    if (mayBeTrue && (wasTrue ?? this.#isLive(step.stepMs, endMs, arrival)))
      this.#make(clock, { shiftMs: clock.shiftMs, stepMs: step.stepMs, isTrue: true })
    else this.#moveAll(clock, sample, step, arrival)
  }

  /** Whether this is the track's share of a jump that another track made; it is moved with it. */
  #joins(clock: TrackClock, sample: Sample, stepMs: number): boolean {
    const { number, shiftMs, isTrue, stepMs: itsStepMs } = this.#jump
    if (this.#made.get(clock.track.id) === number) return false
    const offMs = clock.ms(sample.dts) + shiftMs - clock.nextMs
    const isTogether = isTrue
      ? Math.abs(stepMs - itsStepMs) <= togetherMs
      : Math.abs(offMs) <= togetherMs
    if (!isTogether) return false
    clock.shiftMs = shiftMs
    this.#made.set(clock.track.id, number)
    return true
  }

  #make(clock: TrackClock, jump: Omit<Jump, 'number'>): void {
    this.#jump = { number: this.#jump.number + 1, ...jump }
    clock.shiftMs = jump.shiftMs
    this.#made.set(clock.track.id, this.#jump.number)
  }

  /** Goes on at the usual distance; so far that no track that jumps in this fragment as well would overlap itself. */
  #moveAll(clock: TrackClock, sample: Sample, step: ClockStep, { outlooks }: Arrival): void {
    const { stepMs, isWrapped } = step
    const shifts = [clock.nextMs - clock.ms(sample.dts)]
    for (const [id, { odd, endMs }] of outlooks) {
      const other = this.#clocks.get(id)
      if (other === undefined || other === clock || odd === null) continue
      if (other.shiftMs !== clock.shiftMs || Math.abs(odd.stepMs - stepMs) > togetherMs) continue
      shifts.push(endMs - other.ms(odd.sample.dts))
    }
    this.#make(clock, { shiftMs: Math.ceil(Math.max(...shifts)), stepMs, isTrue: false })
    if (this.#repairs.length >= maxRepairsPerFragment) return
    const direction = stepMs > 0 ? 'jump_forward' : 'jump_back'
    this.#repairs.push({
      mediaTimeMs: Math.round(clock.ms(sample.dts) + clock.shiftMs),
      track: clock.track.kind,
      kind: isWrapped && clock.isUsual(stepMs) ? 'wrap' : direction,
      jumpMs: Math.round(stepMs),
    })
  }

  /** Another track that is on the same clock went on meanwhile: this one was silent. */
  #isCovered(clock: TrackClock, stepMs: number, { outlooks }: Arrival): boolean {
    const untilMs = clock.lastMs + stepMs - coveredMs
    return [...outlooks].some(([id, { endMs }]) => {
      const other = this.#clocks.get(id)
      return other !== undefined && other !== clock && endMs >= untilMs
    })
  }

  /** Whether as much wall time passed as the step says, so that media would not be of the future. */
  #isLive(stepMs: number, endMs: number, { receivedAtMs }: Arrival): boolean {
    const aheadMs = this.#edge.aheadMs(endMs, receivedAtMs)
    return aheadMs !== null && aheadMs <= tolerance.ms + stepMs * tolerance.share
  }

  /** ffmpeg ends a fragment before a long step, and gives the last sample all of it. */
  #lastDuration(clock: TrackClock, sample: Sample, arrival: Arrival): number {
    const durationMs = clock.ms(sample.duration)
    if (clock.isUsual(durationMs)) return sample.duration
    const isTrue =
      this.#isCovered(clock, durationMs, arrival) ||
      this.#isLive(durationMs, clock.lastMs + durationMs, arrival)
    this.#wasTrue.set(clock.track.id, isTrue)
    return isTrue ? sample.duration : clock.ticks(clock.frameMs)
  }
}

const outlookOf = (clock: TrackClock, run: readonly Sample[]): Outlook => {
  let last = clock.last?.rawDts ?? null
  let endMs = clock.last === null ? Number.NEGATIVE_INFINITY : clock.nextMs
  for (const sample of run) {
    const { stepMs } =
      last === null ? { stepMs: 0 } : clockStep(sample.dts - last, sample, clock.track.timescale)
    if (last !== null && !clock.isUsual(stepMs)) return { endMs, odd: { sample, stepMs } }
    last = sample.dts
    endMs = clock.ms(sample.dts) + clock.shiftMs + clock.frameMs
  }
  return { endMs, odd: null }
}
