import {
  type Context,
  context,
  DiagLogLevel,
  diag,
  type Span as OpenTelemetrySpan,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { NodeSDK } from '@opentelemetry/sdk-node'
import type { Logger } from '../logger.ts'
import type { Span, SpanOptions, Tracer } from './spans.ts'

/** Imported only when traces are asked for: the sdk costs a tenth of a second and 20 MB at the start. */
export type OpenTelemetry = { tracer: Tracer; shutdown(): Promise<void> }

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
}

const traceparentOf = (of: Context): string | undefined => {
  const carrier: { traceparent?: string } = {}
  propagation.inject(of, carrier)
  return carrier.traceparent
}

const toSpan = (span: OpenTelemetrySpan, within: Context): Span => ({
  set: (attributes) => {
    span.setAttributes(attributes)
  },
  fail: (error) => {
    const message = error instanceof Error ? error.message : String(error)
    span.recordException({ name: error instanceof Error ? error.name : 'Error', message })
    span.setStatus({ code: SpanStatusCode.ERROR, message })
  },
  run: (work) => context.with(within, work),
  end: () => span.end(),
  get traceparent() {
    return traceparentOf(within)
  },
})

/** What was caused in another process, or long ago; the span that is under way here is only linked. */
const startRemote = (
  name: string,
  parent: string,
  options: object,
): [OpenTelemetrySpan, Context] => {
  const within = propagation.extract(trace.deleteSpan(context.active()), { traceparent: parent })
  const active = trace.getSpanContext(context.active())
  const links = active === undefined ? [] : [{ context: active }]
  const span = trace.getTracer('tapedeck').startSpan(name, { ...options, links }, within)
  return [span, trace.setSpan(within, span)]
}

const createTracer = (): Tracer => ({
  start: (name, { kind = 'internal', parent, attributes = {} }: SpanOptions) => {
    const options = { kind: kinds[kind], attributes }
    if (parent != null) return toSpan(...startRemote(name, parent, options))
    const span = trace.getTracer('tapedeck').startSpan(name, options)
    return toSpan(span, trace.setSpan(context.active(), span))
  },
  traceparent: () => traceparentOf(context.active()),
})

/** Only the words of the sdk: what it adds may hold the headers of requests, and so a key. */
const logProblems = (logger: Logger): void => {
  const quiet = (): void => undefined
  const tell = (message: string): void => {
    logger.warn({ detail: message.slice(0, 1000) }, 'traces')
  }
  diag.setLogger(
    { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet },
    DiagLogLevel.WARN,
  )
}

/**
 * Starts to send traces as OpenTelemetry's variables of the process say; only traces, whatever they say of metrics and logs.
 * @param serviceName how the process is called among others
 */
export const startOpenTelemetry = (serviceName: string, logger: Logger): OpenTelemetry => {
  const sdk = new NodeSDK({ serviceName, metricReaders: [], logRecordProcessors: [] })
  logProblems(logger)
  sdk.start()
  return {
    tracer: createTracer(),
    shutdown: async () => {
      await sdk.shutdown()
      for (const global of [trace, context, propagation, diag]) global.disable()
    },
  }
}
