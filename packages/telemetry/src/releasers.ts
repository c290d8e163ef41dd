import type { Logger } from './logger.ts'

/** Gives back what was acquired. */
export type Release = () => void | Promise<void>

const withinTime = async (release: Release, timeoutMs: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not released within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    await Promise.race([release(), late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Collects releases and carries them out in reverse order: what was acquired last goes first. A release that
 * fails or outlasts its time is logged and does not keep the others from running.
 */
export class Releasers {
  readonly #logger: Logger
  readonly #timeoutMs: number
  readonly #entries: { name: string; release: Release; timeoutMs: number }[] = []

  /** @param options.timeoutMs longest time for one release without a time of its own */
  constructor(logger: Logger, options: { timeoutMs: number } = { timeoutMs: 30_000 }) {
    this.#logger = logger
    this.#timeoutMs = options.timeoutMs
  }

  /**
   * Adds a release, to be called right after the acquisition.
   * @param name what is released, for the log
   * @param options.timeoutMs longest time for it, where that is not the time of all
   */
  add(name: string, release: Release, options: { timeoutMs?: number } = {}): void {
    this.#entries.push({ name, release, timeoutMs: options.timeoutMs ?? this.#timeoutMs })
  }

  /** Releases everything, last first. Resolves to false when a release failed. */
  async releaseAll(): Promise<boolean> {
    let isClean = true
    for (let entry = this.#entries.pop(); entry !== undefined; entry = this.#entries.pop()) {
      const { name, release, timeoutMs } = entry
      try {
        await withinTime(release, timeoutMs)
        this.#logger.debug({ released: name }, 'released')
      } catch (err) {
        isClean = false
        this.#logger.error({ err, released: name }, 'a release failed')
      }
    }
    return isClean
  }
}
