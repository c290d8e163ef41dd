import { backoffDelayMs, type StoredSource } from '@tapedeck/domain'

const maxPauseMs = 5 * 60_000
const factor = 2

type Entry = {
  nextAtMs: number
  failures: number
  isRunning: boolean
  seen: ReadonlySet<string>
}

const nothing: ReadonlySet<string> = new Set()

/** When each source is to be asked: at its interval, and later and later while it cannot be. */
export class SourceSchedule {
  readonly #entries = new Map<string, Entry>()
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  /** Forgets every source but these. */
  keep(sourceIds: ReadonlySet<string>): void {
    for (const id of this.#entries.keys()) if (!sourceIds.has(id)) this.#entries.delete(id)
  }

  /** Takes a source that is due and not being asked; null when it is not. The caller tells how it went. */
  take(sourceId: string, nowMs: number): ReadonlySet<string> | null {
    const entry = this.#entries.get(sourceId)
    if (entry === undefined) {
      this.#entries.set(sourceId, { nextAtMs: nowMs, failures: 0, isRunning: true, seen: nothing })
      return nothing
    }
    if (entry.isRunning || nowMs < entry.nextAtMs) return null
    entry.isRunning = true
    return entry.seen
  }

  succeeded({ id, poll }: StoredSource, seen: ReadonlySet<string>, nowMs: number): void {
    const nextAtMs = nowMs + (poll?.intervalSeconds ?? 0) * 1000
    this.#ended(id, { nextAtMs, failures: 0, isRunning: false, seen })
  }

  /** @returns milliseconds until it is asked again */
  failed({ id, poll }: StoredSource, nowMs: number): number {
    const failures = (this.#entries.get(id)?.failures ?? 0) + 1
    const firstDelayMs = (poll?.intervalSeconds ?? 1) * 1000
    const maxDelayMs = Math.max(maxPauseMs, firstDelayMs)
    const policy = { firstDelayMs, maxDelayMs, factor, attempts: Number.POSITIVE_INFINITY }
    const pauseMs = backoffDelayMs(policy, failures, this.#random())
    this.#ended(id, { nextAtMs: nowMs + pauseMs, failures, isRunning: false, seen: nothing })
    return pauseMs
  }

  /** A source that was deleted meanwhile is not remembered again. */
  #ended(id: string, entry: Entry): void {
    if (this.#entries.has(id)) this.#entries.set(id, entry)
  }
}
