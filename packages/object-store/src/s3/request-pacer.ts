export type RequestPacerOptions = {
  /** Requests at once when nothing is wrong. */
  maxAtOnce: number
  /** Milliseconds that do not jump. */
  monotonic: () => number
}

/** Pauses after the first and after many slow-downs in a row, and the longest that the service may ask for. */
const firstPauseMs = 100
const maxPauseMs = 5000
const maxAskedPauseMs = 30_000

/**
 * Holds requests to one service back while it says that it is asked too much: each time half as many at once, after
 * a pause that doubles; each success lets one more go. So a service that recovers is not met by all that waited.
 */
export class RequestPacer {
  readonly #options: RequestPacerOptions
  /** Bounded by the requests of the process, which hold at most one place each. */
  readonly #waiting: (() => void)[] = []
  #atOnce: number
  #running = 0
  #pauseMs = 0
  #notBeforeMs = Number.NEGATIVE_INFINITY
  #slowedAtMs = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | null = null

  constructor(options: RequestPacerOptions) {
    this.#options = options
    this.#atOnce = options.maxAtOnce
  }

  /** How many requests may be under way now. */
  get atOnce(): number {
    return this.#atOnce
  }

  /** Runs a request when it is its turn, in the order of asking. */
  async run<T>(request: (startedAtMs: number) => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
      this.#startMore()
    })
    try {
      return await request(this.#options.monotonic())
    } finally {
      this.#running -= 1
      this.#startMore()
    }
  }

  /**
   * The service said that it is asked too much.
   * @param startedAtMs when the request began: those of one burst count once
   * @param askedPauseMs the pause that the service asked for, if it did
   */
  slowDown(startedAtMs: number, askedPauseMs: number | null): void {
    if (startedAtMs < this.#slowedAtMs) return
    const now = this.#options.monotonic()
    this.#slowedAtMs = now
    this.#atOnce = Math.max(1, Math.floor(Math.min(this.#atOnce, this.#running) / 2))
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, firstPauseMs), maxPauseMs)
    this.#notBeforeMs = now + Math.max(this.#pauseMs, Math.min(askedPauseMs ?? 0, maxAskedPauseMs))
  }

  /** A request that began at this time was carried out. */
  succeeded(startedAtMs: number): void {
    if (startedAtMs < this.#slowedAtMs) return
    this.#pauseMs = 0
    this.#atOnce = Math.min(this.#options.maxAtOnce, this.#atOnce + 1)
  }

  /** Lets everything go that waits. */
  close(): void {
    this.#notBeforeMs = Number.NEGATIVE_INFINITY
    this.#atOnce = Number.POSITIVE_INFINITY
    this.#startMore()
  }

  #startMore(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const pauseMs = this.#notBeforeMs - this.#options.monotonic()
    while (pauseMs <= 0 && this.#running < this.#atOnce) {
      const start = this.#waiting.shift()
      if (start === undefined) return
      this.#running += 1
      start()
    }
    if (pauseMs > 0 && this.#waiting.length > 0)
      this.#timer = setTimeout(() => this.#startMore(), pauseMs).unref()
  }
}
