import type { Environment } from '@tapedeck/config'
import type { Logger } from '../logger.ts'
import { asksForTraces } from './is-asked-for.ts'
import { useTracer } from './spans.ts'

/** Longest time for which the end of a process waits for its last spans to be taken, in milliseconds. */
const flushMs = 5000

const within = async (work: Promise<void>, limitMs: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not sent within ${limitMs} ms`)), limitMs)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** An app that cannot trace does its work all the same. */
const start = async (serviceName: string, logger: Logger): Promise<() => Promise<void>> => {
  try {
    const { startOpenTelemetry } = await import('./open-telemetry.ts')
    const { tracer, shutdown } = startOpenTelemetry(serviceName, logger)
    useTracer(tracer)
    logger.info({ serviceName }, 'traces are sent')
    return shutdown
  } catch (err) {
    logger.error({ err }, 'traces cannot be sent')
    return async () => undefined
  }
}

/**
 * Begins to trace when the environment asks for it; else the sdk is not even loaded.
 * @returns sends the last spans and ends it
 */
export const startTracing = async (
  app: string,
  env: Environment,
  logger: Logger,
): Promise<() => Promise<void>> => {
  if (!asksForTraces(env)) return async () => undefined
  const shutdown = await start(env.OTEL_SERVICE_NAME || `tapedeck-${app}`, logger)
  return async () => {
    useTracer(null)
    try {
      await within(shutdown(), flushMs)
    } catch (err) {
      logger.warn({ err }, 'the last traces could not be sent')
    }
  }
}
