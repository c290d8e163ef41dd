export { createLogger, type Logger } from './logger.ts'
export { type Counter, createMetrics, type Gauge, type Histogram, type Metrics } from './metrics.ts'
export { type Check, type OpsServer, startOpsServer } from './ops-server.ts'
export { type Release, Releasers } from './releasers.ts'
export { type AppContext, runApp } from './run-app.ts'
export { shutdownSignals } from './shutdown-signals.ts'
export {
  currentTraceparent,
  isTracing,
  type Span,
  type SpanAttributes,
  type SpanOptions,
  startSpan,
  traced,
} from './tracing/spans.ts'
export { startTracing } from './tracing/start-tracing.ts'
