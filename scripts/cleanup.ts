/** Undoes what a script has started, last first; one failure does not keep the rest from being undone. */
export class Cleanup {
  readonly #steps: (() => Promise<unknown>)[] = []

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step)
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step()
      } catch (error) {
        process.stderr.write(`while cleaning up: ${String(error)}\n`)
      }
    }
  }
}
