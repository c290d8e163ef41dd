import { registeredNameOf, type StorageTarget } from '@tapedeck/domain'

/** Remembered at most, besides the default one; those seen longest ago are forgotten first. */
const maxTargets = 256

const nameOf = (target: StorageTarget): string =>
  JSON.stringify([
    target.type,
    target.type === 's3' ? target.bucket : target.directory,
    registeredNameOf(target),
  ])

/** The storages that recordings were seen to use: where leftovers may lie. */
export class StorageTargets {
  readonly #known = new Map<string, StorageTarget>()

  note(target: StorageTarget): void {
    const name = nameOf(target)
    this.#known.delete(name)
    this.#known.set(name, target)
    const [oldest] = this.#known.keys()
    if (this.#known.size > maxTargets && oldest !== undefined) this.#known.delete(oldest)
  }

  noteAll(targets: readonly StorageTarget[]): void {
    for (const target of targets) this.note(target)
  }

  forget(target: StorageTarget): void {
    this.#known.delete(nameOf(target))
  }

  /** Null stands for the default one. */
  all(): (StorageTarget | null)[] {
    return [null, ...this.#known.values()]
  }
}
