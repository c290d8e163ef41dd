import type { FragmentOrigin, RecordingFile } from '@tapedeck/domain'
import type { Snapshot } from '@tapedeck/ffmpeg'

/** Posters that are kept for files that are still recorded or on their way; beyond that the oldest are given up. */
const maxKept = 32

const nameOf = ({ generation, sequence }: FragmentOrigin): string => `${generation}:${sequence}`

/** The pictures of the keyframes that files begin with. Outputs that begin with the same one share it. */
export class Posters {
  readonly #made = new Map<string, Promise<Snapshot | null>>()

  /**
   * A file begins with a fragment.
   * @param make makes its picture, or null when there is none; called unless another file began there
   */
  begin(origin: FragmentOrigin, make: () => Promise<Snapshot | null>): void {
    const name = nameOf(origin)
    if (this.#made.has(name)) return
    this.#made.set(name, make())
    const [oldest] = this.#made.keys()
    if (this.#made.size > maxKept && oldest !== undefined) this.#made.delete(oldest)
  }

  /** The picture of the keyframe that a file begins with; null when there is none. */
  async of({ from }: Pick<RecordingFile, 'from'>): Promise<Snapshot | null> {
    return from === undefined ? null : ((await this.#made.get(nameOf(from))) ?? null)
  }
}
