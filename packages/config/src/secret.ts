import { inspect } from 'node:util'

const redacted = '[redacted]'

/** A value that must not be seen: text, JSON and inspected forms are redacted; only `reveal` gives it away. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself. Never log it and never put it into an error. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return redacted
  }

  toJSON(): string {
    return redacted
  }

  [inspect.custom](): string {
    return redacted
  }
}
