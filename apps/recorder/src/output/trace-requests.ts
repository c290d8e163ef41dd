import type { ObjectStore } from '@tapedeck/object-store'
import type { Span, SpanAttributes } from '@tapedeck/telemetry'

/** Requests of one kind that have a span in any case: how a file begins. */
const toldAlways = 8
/** Most spans of one kind of request in one file, whatever goes wrong: a file has up to 10,000 parts, each of many tries. */
const toldAtMost = 32
/** From here on a request is slow, in milliseconds. */
const slowMs = 5000

/** Begins the span of a request, in the one to which it belongs. */
export type BeginRequest = (name: string, attributes: SpanAttributes) => Span

type Kind = { requests: number; told: number }

/**
 * Shows the requests to storage of one file as spans: the first ones of each kind, and of the others those that failed, had
 * failed before or were slow, a bounded number. The others are only counted.
 */
export class RequestTrace {
  readonly #begin: BeginRequest
  readonly #monotonic: () => number
  readonly #kinds = new Map<string, Kind>()
  /** Failed tries of what has not succeeded yet. */
  readonly #failures = new Map<string, number>()
  #failed = 0
  #untold = 0
  #busyMs = 0

  /** @param monotonic milliseconds that do not jump */
  constructor(begin: BeginRequest, monotonic: () => number) {
    this.#begin = begin
    this.#monotonic = monotonic
  }

  /** All requests together, for the span of the file. */
  summary(): SpanAttributes {
    let requests = 0
    for (const kind of this.#kinds.values()) requests += kind.requests
    return {
      'tapedeck.storage.requests': requests,
      'tapedeck.storage.failed': this.#failed,
      'tapedeck.storage.untold': this.#untold,
      'tapedeck.storage.busy_ms': Math.round(this.#busyMs),
    }
  }

  /** The same store, whose requests are shown. */
  watch(store: ObjectStore, place: SpanAttributes): ObjectStore {
    const run = <T>(
      name: string,
      { of, ...facts }: SpanAttributes & { of: string },
      send: () => Promise<T>,
    ): Promise<T> => this.#run(name, of, { ...place, ...facts }, send)
    return {
      ...store,
      // of a registered storage they change with it
      get place() {
        return store.place
      },
      get needsEqualParts() {
        return store.needsEqualParts ?? false
      },
      createUpload: (key, options) =>
        run('create upload', { of: key }, () => store.createUpload(key, options)),
      putPart: (key, uploadId, number, body) =>
        run(
          'put part',
          {
            of: `${key}#${number}`,
            'tapedeck.part.number': number,
            'tapedeck.bytes': body.length,
          },
          () => store.putPart(key, uploadId, number, body),
        ),
      completeUpload: (key, uploadId, parts) =>
        run('complete upload', { of: key, 'tapedeck.parts': parts.length }, () =>
          store.completeUpload(key, uploadId, parts),
        ),
      abortUpload: (key, uploadId) =>
        run('abort upload', { of: key }, () => store.abortUpload(key, uploadId)),
      put: (key, body, options) =>
        run('put object', { of: key, 'tapedeck.bytes': body.length }, () =>
          store.put(key, body, options),
        ),
      putFile: (key, path, options) =>
        run('put file', { of: key }, () => store.putFile(key, path, options)),
      head: (key) => run('look at object', { of: key }, () => store.head(key)),
      copy: (from, to, options) =>
        run('copy object', { of: to }, () => store.copy(from, to, options)),
    }
  }

  async #run<T>(
    name: string,
    of: string,
    facts: SpanAttributes,
    send: () => Promise<T>,
  ): Promise<T> {
    const task = `${name} ${of}`
    const attempt = (this.#failures.get(task) ?? 0) + 1
    const span = this.#begin(name, { ...facts, 'tapedeck.attempt': attempt })
    const startedAtMs = this.#monotonic()
    let hasFailed = false
    try {
      const result = await span.run(send)
      this.#failures.delete(task)
      return result
    } catch (error) {
      hasFailed = true
      this.#failed += 1
      this.#failures.set(task, attempt)
      span.fail(error)
      throw error
    } finally {
      const tookMs = this.#monotonic() - startedAtMs
      this.#busyMs += tookMs
      // one that is not ended is never sent, and costs nothing more
      if (this.#isTold(name, hasFailed || attempt > 1 || tookMs >= slowMs)) span.end()
    }
  }

  #isTold(name: string, isRemarkable: boolean): boolean {
    const kind = this.#kinds.get(name) ?? { requests: 0, told: 0 }
    kind.requests += 1
    const isTold = kind.requests <= toldAlways || (isRemarkable && kind.told < toldAtMost)
    if (isTold) kind.told += 1
    else this.#untold += 1
    this.#kinds.set(name, kind)
    return isTold
  }
}
