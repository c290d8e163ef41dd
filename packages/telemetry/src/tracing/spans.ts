/** Facts of a span. No secrets, no source URLs. */
export type SpanAttributes = Record<string, string | number | boolean>

export type SpanOptions = {
  /** server: answers a request. client: makes one. producer, consumer: of messages. */
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  /** The `traceparent` of what caused it; without one it belongs to the span that is under way. */
  parent?: string | null | undefined
  attributes?: SpanAttributes
}

/** Something that takes time, as it is told to the collector of traces. */
export type Span = {
  set(attributes: SpanAttributes): void
  /** Marks it as failed. The words go to the collector: as for logs, no secrets. */
  fail(error: unknown): void
  /** Runs what belongs to it: spans that begin in there are its children. */
  run<T>(work: () => T): T
  /** Has to be called by the owner, once. */
  end(): void
  /** How others name it, for the W3C header of this name and for records; undefined while nothing is traced. */
  readonly traceparent: string | undefined
}

/** What makes spans; one per process. */
export type Tracer = {
  start(name: string, options: SpanOptions): Span
  /** Of the span that is under way. */
  traceparent(): string | undefined
}

const untraced: Span = {
  set: () => undefined,
  fail: () => undefined,
  run: (work) => work(),
  end: () => undefined,
  traceparent: undefined,
}

let tracer: Tracer | null = null

/** Sets what makes the spans of this process from now on; null: nobody does, and they cost nothing. */
export const useTracer = (used: Tracer | null): void => {
  tracer = used
}

/** True when the operator asked for traces. */
export const isTracing = (): boolean => tracer !== null

/** Begins a span; the caller ends it. */
export const startSpan = (name: string, options: SpanOptions = {}): Span =>
  tracer?.start(name, options) ?? untraced

/** Does something as a span of its own, which fails when that throws. */
export const traced = async <T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> => {
  const span = startSpan(name, options)
  try {
    return await span.run(() => work(span))
  } catch (error) {
    span.fail(error)
    throw error
  } finally {
    span.end()
  }
}

/** The span that is under way, as records and headers carry it; undefined when there is none. */
export const currentTraceparent = (): string | undefined => tracer?.traceparent()

/** The trace that is under way, for the log; undefined when there is none. */
export const currentTraceId = (): string | undefined => currentTraceparent()?.split('-')[1]
