import type { RecordingFile } from '@tapedeck/domain'
import { isTracing, type Span, type SpanAttributes, startSpan, traced } from '@tapedeck/telemetry'
import type { Cycle, CycleStart, OutputContext } from './cycle.ts'
import { type BeginRequest, RequestTrace } from './trace-requests.ts'

/** The same context, whose storages show their requests. */
const watched = (context: OutputContext, requests: RequestTrace): OutputContext => {
  const { objects, backup } = context
  return {
    ...context,
    objects: requests.watch(objects, {}),
    ...(backup == null
      ? {}
      : {
          backup: {
            ...backup,
            objects: requests.watch(backup.objects, { 'tapedeck.storage.is_backup': true }),
          },
        }),
  }
}

/** A cycle whose requests belong to its own span, and to that of its upload from then on. */
class CycleTrace {
  readonly requests: RequestTrace
  readonly #span: Span
  #upload: Span | null = null
  #isEnded = false

  constructor(span: Span, monotonic: () => number) {
    this.#span = span
    const begin: BeginRequest = (name, attributes) =>
      (this.#upload ?? span).run(() => startSpan(name, { kind: 'client', attributes }))
    this.requests = new RequestTrace(begin, monotonic)
  }

  run<T>(work: () => T): T {
    return this.#span.run(work)
  }

  async upload(
    attributes: SpanAttributes,
    store: () => Promise<RecordingFile>,
  ): Promise<RecordingFile> {
    try {
      return await this.run(() =>
        traced('upload', { kind: 'client', attributes }, async (upload) => {
          this.#upload = upload
          const file = await store()
          upload.set({ 'tapedeck.file.bytes': file.bytes })
          return file
        }),
      )
    } catch (error) {
      this.#span.fail(error)
      throw error
    } finally {
      this.end()
    }
  }

  /** Nobody waits for the cycle any more. */
  end(last: SpanAttributes = {}): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#span.set({ ...this.requests.summary(), ...last })
    this.#span.end()
  }
}

const givenUp = { 'tapedeck.cycle.is_given_up': true }

/**
 * Opens a cycle and shows it as a span, from its first fragment until it is verified in storage: its requests to storage are
 * spans in it, those after its end in one called `upload`. While nothing is traced it is just opened.
 * @param session the traceparent of the session to which the cycle belongs: it may outlast the pull in which it begins
 */
export const openTraced = async (
  context: OutputContext,
  { sequence }: Pick<CycleStart, 'sequence'>,
  session: string | undefined,
  open: (context: OutputContext) => Promise<Cycle>,
): Promise<Cycle> => {
  if (!isTracing()) return open(context)
  const { recording, generation, plan } = context
  const attributes = {
    'tapedeck.recording.id': recording.id,
    'tapedeck.generation': generation,
    'tapedeck.output': plan.name,
    'tapedeck.format': plan.format,
    'tapedeck.file.sequence': sequence,
  }
  const span = startSpan('cycle', { parent: session, attributes })
  const trace = new CycleTrace(span, context.monotonic)
  try {
    const cycle = await trace.run(() => open(watched(context, trace.requests)))
    return {
      get backlogBytes() {
        return cycle.backlogBytes
      },
      write: (placed, nowMs) => cycle.write(placed, nowMs),
      store: (...args) => trace.upload(attributes, () => cycle.store(...args)),
      discard: () => cycle.discard(),
      abandon: () => cycle.abandon().finally(() => trace.end(givenUp)),
    }
  } catch (error) {
    span.fail(error)
    trace.end(givenUp)
    throw error
  }
}
