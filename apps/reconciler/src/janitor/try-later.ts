import { backoffDelayMs, type RetryPolicy } from '@tapedeck/domain'

type Failure = { attempts: number; untilMs: number }

/** Remembered at most; the oldest are forgotten first and would be tried again at once. */
const maxKnown = 10_000

/** Keeps what failed from being tried at every pass: later and later, until its record expires. */
export class TryLater {
  readonly #failures = new Map<string, Failure>()
  readonly #policy: RetryPolicy
  readonly #random: () => number

  constructor(policy: RetryPolicy, random: () => number) {
    this.#policy = policy
    this.#random = random
  }

  mayTry(name: string, nowMs: number): boolean {
    return nowMs >= (this.#failures.get(name)?.untilMs ?? Number.NEGATIVE_INFINITY)
  }

  failed(name: string, nowMs: number): void {
    const attempts = (this.#failures.get(name)?.attempts ?? 0) + 1
    const untilMs = nowMs + backoffDelayMs(this.#policy, attempts, this.#random())
    this.#failures.delete(name)
    this.#failures.set(name, { attempts, untilMs })
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > maxKnown && oldest !== undefined) this.#failures.delete(oldest)
  }

  forget(name: string): void {
    this.#failures.delete(name)
  }
}
