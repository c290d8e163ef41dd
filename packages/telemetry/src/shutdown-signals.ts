import type { Logger } from './logger.ts'

/** A second signal this long after the first means that the operator does not want to wait. */
const impatienceMs = 2000

/**
 * Turns SIGTERM and SIGINT into one abort. A terminal's Ctrl-C reaches a process started by npm twice at once;
 * only a signal that comes later than `impatienceMs` after the first ends the process at once.
 */
export const shutdownSignals = (
  logger: Logger,
  exit: (code: number) => void = process.exit,
): { aborted: AbortSignal; release: () => void } => {
  const controller = new AbortController()
  let firstAtMs: number | null = null
  const onSignal = (signal: NodeJS.Signals): void => {
    const nowMs = performance.now()
    if (firstAtMs === null) {
      firstAtMs = nowMs
      logger.info({ signal }, 'shutting down')
      controller.abort(signal)
    } else if (nowMs - firstAtMs > impatienceMs) {
      logger.warn({ signal }, 'second signal: ending without waiting')
      exit(1)
    }
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  return {
    aborted: controller.signal,
    release: () => {
      process.off('SIGTERM', onSignal)
      process.off('SIGINT', onSignal)
    },
  }
}
