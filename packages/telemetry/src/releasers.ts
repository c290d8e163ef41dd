import type { Logger } from './logger.ts'

/** Gives back what was acquired. */
export type Release = () => void | Promise<void>

/**
 * Collects releases and carries them out in reverse order: what was acquired last goes first. A release that
 * fails or outlasts its time is logged and does not keep the others from running.
 */
export class Releasers {
  readonly #logger: Logger
  readonly #timeoutMs: number
  readonly #entries: { name: string; release: Release }[] = []

  /** @param options.timeoutMs longest time for one release without a time of its own */
  constructor(logger: Logger, options: { timeoutMs: number } = { timeoutMs: 30_000 }) {
    this.#logger = logger
    this.#timeoutMs = options.timeoutMs
  }

  /**
   * Adds a release, to be called right after the acquisition.
   * @param name what is released, for the log
   */
  add(name: string, release: Release): void {
    this.#entries.push({ name, release })
  }

  /** Releases everything, last first. Resolves to false when a release failed. */
  async releaseAll(): Promise<boolean> {
    let isClean = true
    for (let entry = this.#entries.pop(); entry !== undefined; entry = this.#entries.pop()) {
      const { name, release } = entry
      try {
        await this.#withinTime(release)
        this.#logger.debug({ released: name }, 'released')
      } catch (err) {
        isClean = false
        this.#logger.error({ err, released: name }, 'a release failed')
      }
    }
    return isClean
  }

  async #withinTime(release: Release): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`not released within ${this.#timeoutMs} ms`)),
        this.#timeoutMs,
      )
    })
    try {
      await Promise.race([release(), late])
    } finally {
      clearTimeout(timer)
    }
  }
}
