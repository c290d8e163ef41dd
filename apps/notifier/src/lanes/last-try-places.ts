/** Most of them in flight at once. */
const maxLastTries = 20
const comeBackMs = { first: 500, last: 5000 }

/**
 * Places for the last tries of deliveries whose host is left alone. Each is tried at least once, however late, so that
 * what waits for a host that is gone for good comes to an end; it does not wait for the host's few tests for that.
 */
export class LastTryPlaces {
  #taken = 0
  readonly #random: () => number

  /** @param random a number in [0, 1) */
  constructor(random: () => number) {
    this.#random = random
  }

  /** Null: a place is taken, and to be given back. Else milliseconds after which to ask again. */
  take(): number | null {
    const { first, last } = comeBackMs
    if (this.#taken >= maxLastTries) return first + this.#random() * (last - first)
    this.#taken += 1
    return null
  }

  give(): void {
    this.#taken -= 1
  }
}
