import { flushCompileCache } from 'node:module'
import {
  type AppName,
  ConfigError,
  type ConfigOf,
  configExitCode,
  type Environment,
  loadConfig,
} from '@tapedeck/config'
import { createLogger, type Logger } from './logger.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { Releasers } from './releasers.ts'
import { shutdownSignals } from './shutdown-signals.ts'
import { startTracing } from './tracing/start-tracing.ts'

/** What an app is given to start with. */
export type AppContext<A extends AppName> = {
  config: ConfigOf[A]
  logger: Logger
  metrics: Metrics
  /** Everything that the app acquires is added here; it is released last first when the app ends. */
  releasers: Releasers
  /** Aborted by SIGTERM or SIGINT, or when the app fails. */
  shutdown: AbortSignal
  /** Ends the app because it cannot go on: released as on a signal, then exit code 1. */
  fail: (error: unknown) => void
}

/** A process that still has handles this long after everything was released is ended. */
const lingerMs = 5000

const reportBadConfig = (error: unknown): void => {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = configExitCode
}

const loadOrReport = <A extends AppName>(name: A, env: Environment): ConfigOf[A] | null => {
  try {
    return loadConfig(name, env)
  } catch (error) {
    reportBadConfig(error)
    return null
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** A handle that nobody released must not keep a finished process alive; it is told, since it is a mistake. */
const endWhenLingering = (logger: Logger): void => {
  setTimeout(() => {
    logger.warn({ resources: process.getActiveResourcesInfo() }, 'ending with open handles')
    process.exit()
  }, lingerMs).unref()
}

/**
 * The one way in which an app starts and ends. `main` acquires and adds releases; the app runs until a signal
 * or `fail`. Exit codes: 0 after a signal, 1 after a failure, 78 when the configuration is wrong.
 * @param env the process' environment; only main.ts of an app may read it
 */
export const runApp = async <A extends AppName>(
  name: A,
  env: Environment,
  main: (context: AppContext<A>) => Promise<void>,
): Promise<void> => {
  const config = loadOrReport(name, env)
  if (config === null) return
  const logger = createLogger({ app: name, level: config.logLevel })
  const metrics = createMetrics(name)
  const releasers = new Releasers(logger, { timeoutMs: (config.drainSeconds + 30) * 1000 })
  const signals = shutdownSignals(logger)
  const failure = new AbortController()
  const fail = (err: unknown): void => {
    logger.fatal({ err }, 'the app cannot go on')
    process.exitCode = 1
    failure.abort(err)
  }
  process.on('uncaughtException', fail)
  const endTracing = await startTracing(name, env, logger)
  const shutdown = AbortSignal.any([signals.aborted, failure.signal])
  try {
    await main({ config, logger, metrics, releasers, shutdown, fail })
    // where Node caches what it compiled (NODE_COMPILE_CACHE), it would do so at a clean end only
    flushCompileCache()
    await aborted(shutdown)
  } catch (error) {
    // a start that a signal interrupted is no failure
    if (!shutdown.aborted) fail(error)
  }
  const isClean = await releasers.releaseAll()
  if (!isClean) process.exitCode = 1
  await endTracing()
  metrics.close()
  logger.info({ exitCode: process.exitCode ?? 0 }, 'ended')
  signals.release()
  process.off('uncaughtException', fail)
  endWhenLingering(logger)
}
