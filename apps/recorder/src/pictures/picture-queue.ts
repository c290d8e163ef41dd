import { templateLimits } from '@tapedeck/domain'
import type { Keyframe } from './keyframe.ts'

/** A picture to be made. */
export type PictureTask = {
  keyframe: Keyframe
  /** Makes it and brings it where it belongs; what goes wrong is told there. Rejects never. */
  run(keyframe: Keyframe): Promise<void>
  /** It is not made: too many wait. */
  drop(): void
}

/**
 * Most pictures of one recording that wait, and most bytes of media held for them. Files of all outputs may end at once, and
 * each has a poster; beside them there is room for some thumbnails.
 */
const limits = { tasks: templateLimits.outputs + 4, bytes: 16 * 1024 * 1024 }

/**
 * The pictures of one recording that wait to be made, one after the other. Nothing waits for them: when they are too
 * many, the older ones are left out.
 */
export class PictureQueue {
  readonly #waiting: PictureTask[] = []
  #running: Promise<void> | null = null
  #isStopped = false

  push(task: PictureTask): void {
    if (this.#isStopped) {
      task.drop()
      return
    }
    this.#waiting.push(task)
    while (this.#waiting.length > 1 && this.#isFull()) this.#waiting.shift()?.drop()
    this.#running ??= this.#run()
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#running
  }

  /** Drops what waits, and what comes. */
  stop(): void {
    this.#isStopped = true
    for (const task of this.#waiting.splice(0)) task.drop()
  }

  #isFull(): boolean {
    const bytes = this.#waiting.reduce((sum, { keyframe }) => sum + keyframe.fragment.length, 0)
    return this.#waiting.length > limits.tasks || bytes > limits.bytes
  }

  async #run(): Promise<void> {
    for (let task = this.#waiting.shift(); task !== undefined; task = this.#waiting.shift())
      await task.run(task.keyframe)
    this.#running = null
  }
}
