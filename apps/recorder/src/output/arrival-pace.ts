/** Arrivals are looked at in steps of so many milliseconds; in each the one that is the least late counts. */
const stepMs = 1000

/** Longest stretch, in steps, at the beginning and at the end over which the least late arrival is looked for. */
const maxSteps = 10

/** Shorter distances of media say nothing of how fast it comes. */
const minDistanceMs = 2000

/** A difference seen over a part of the run holds for all of it, but is not made more of than this. */
const maxFactor = 2.5

/** The least late arrival of a step: where it lies, and by how much arriving lags behind the media clock. */
type Arrival = { mediaMs: number; lagMs: number; step: number }

/** The least late of some arrivals; of equals the first. */
const leastLate = (arrivals: Arrival[]): Arrival | undefined =>
  arrivals.reduce<Arrival | undefined>(
    (least, one) => (least === undefined || one.lagMs < least.lagMs ? one : least),
    undefined,
  )

const keepLeastLate = (arrivals: Arrival[], arrival: Arrival): void => {
  const last = arrivals.at(-1)
  if (last?.step !== arrival.step) arrivals.push(arrival)
  else if (arrival.lagMs < last.lagMs) arrivals[arrivals.length - 1] = arrival
}

/**
 * How fast the media of one run without a gap comes. What a server sends at once when it is joined, and what networks
 * hold up for some seconds and then deliver, is no sign of a wrong media clock: both only make arrivals later than they
 * had to be. So the least late arrivals of the beginning and of the end are compared, each out of up to ten seconds or
 * half of the run: at the beginning seconds of arriving, for a burst takes none; at the end seconds of media, for what
 * is held up is little of it. Holds at most ten arrivals of each.
 */
export class ArrivalPace {
  readonly #startMs: number
  /** By steps of arriving. */
  readonly #head: Arrival[] = []
  /** By steps of media. */
  readonly #tail: Arrival[] = []
  #firstAtMs: number | null = null
  #lastAtMs = 0
  #endMs: number

  /** @param startMs media time at which the run begins */
  constructor(startMs: number) {
    this.#startMs = startMs
    this.#endMs = startMs
  }

  /**
   * Takes the next arrival.
   * @param mediaMs media time at which what arrived ends
   * @param arrivedAtMs wall time; one that lies before the former counts as that
   */
  add(mediaMs: number, arrivedAtMs: number): void {
    this.#firstAtMs ??= arrivedAtMs
    this.#lastAtMs = Math.max(this.#lastAtMs, arrivedAtMs)
    this.#endMs = Math.max(this.#endMs, mediaMs)
    const arrival = { mediaMs, lagMs: this.#lastAtMs - mediaMs }
    const step = Math.floor((this.#lastAtMs - this.#firstAtMs) / stepMs)
    if (step < maxSteps) keepLeastLate(this.#head, { ...arrival, step })
    const mediaStep = Math.floor((this.#endMs - this.#startMs) / stepMs)
    keepLeastLate(this.#tail, { ...arrival, step: mediaStep })
    while ((this.#tail[0]?.step ?? mediaStep) <= mediaStep - maxSteps) this.#tail.shift()
  }

  /** Wall time that the run took beyond its media time, in milliseconds; negative when media came faster than it plays. */
  get extraMs(): number {
    const runMs = this.#endMs - this.#startMs
    const arrivingMs = this.#lastAtMs - (this.#firstAtMs ?? this.#lastAtMs)
    const headSteps = Math.min(maxSteps, arrivingMs / stepMs / 2)
    const tailSteps = Math.min(maxSteps, runMs / stepMs / 2)
    const first = leastLate(this.#head.filter(({ step }) => step <= headSteps))
    const last = leastLate(this.#tail.filter(({ step }) => step >= runMs / stepMs - tailSteps))
    if (first === undefined || last === undefined) return 0
    const distanceMs = last.mediaMs - first.mediaMs
    if (distanceMs < minDistanceMs) return 0
    return (last.lagMs - first.lagMs) * Math.min(maxFactor, runMs / distanceMs)
  }
}
