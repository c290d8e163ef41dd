/**
 * Bounds the time for which a recording that is paused keeps its files open: an upload that is never ended costs room in storage
 * that nobody sees, some storages end it by themselves, and its media stays in the spool.
 */
export class PausedFiles {
  readonly #openMs: number
  readonly #close: () => void
  #timer: NodeJS.Timeout | null = null

  /** @param close ends the running files; called once for each pause that lasts for `openMs` */
  constructor(openMs: number, close: () => void) {
    this.#openMs = openMs
    this.#close = close
  }

  /** The recording is paused, and nothing more is written until `end`. */
  begin(): void {
    this.#timer ??= setTimeout(this.#close, this.#openMs).unref()
  }

  /** The pause is over. Safe to call twice. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
