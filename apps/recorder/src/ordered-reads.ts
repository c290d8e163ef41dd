/**
 * Reads each thing one read after the other, so that no older state of it comes behind a newer one. A read that has not begun
 * yet stands for all that are asked for meanwhile.
 */
export class OrderedReads {
  readonly #running = new Map<string, Promise<void>>()
  readonly #waiting = new Map<string, Promise<void>>()

  /** Resolves when a read that began after this call is done with; rejects with what it failed with. */
  read(name: string, task: () => Promise<void>): Promise<void> {
    const waiting = this.#waiting.get(name)
    if (waiting !== undefined) return waiting
    const running = this.#running.get(name)
    if (running === undefined) return this.#start(name, task)
    const begin = (): Promise<void> => {
      this.#waiting.delete(name)
      return this.#start(name, task)
    }
    const next = running.then(begin, begin)
    this.#waiting.set(name, next)
    return next
  }

  #start(name: string, task: () => Promise<void>): Promise<void> {
    const run = task().finally(() => {
      if (this.#running.get(name) === run) this.#running.delete(name)
    })
    this.#running.set(name, run)
    return run
  }
}
