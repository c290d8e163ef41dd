import { createWatchdogRule, type TripReason, type WatchdogLimits } from './watchdog-rule.ts'

/** Watches one pull; fed by whoever reads it. */
export type Watchdog = {
  bytes(count: number): void
  /** The end of the media so far, in milliseconds on the pull's time line. */
  media(endMs: number): void
  /** Takes the timer down. Has to be called by the owner; safe to call twice. */
  stop(): void
}

/**
 * Starts watching at once.
 * @param options.clock milliseconds that do not jump, for instance `performance.now`
 * @param options.onTrip called at most once; the watchdog has stopped by then
 */
export const createWatchdog = (
  options: WatchdogLimits & { clock: () => number; onTrip(reason: TripReason): void },
): Watchdog => {
  const { clock, onTrip } = options
  const rule = createWatchdogRule(options, clock())
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let round: NodeJS.Immediate | undefined
  const stop = (): void => {
    isStopped = true
    clearTimeout(timer)
    clearImmediate(round)
  }
  const check = (): void => {
    if (isStopped) return
    const reason = rule.check(clock())
    if (reason === null) {
      arm()
    } else {
      stop()
      onTrip(reason)
    }
  }
  const arm = (): void => {
    timer = setTimeout(() => {
      // after this process itself has slept, what waits in the pipe is read before anybody is blamed
      round = setImmediate(check)
    }, rule.nextCheckMs(clock()))
  }
  arm()
  return {
    bytes: (count) => rule.bytes(count, clock()),
    media: (endMs) => rule.media(endMs, clock()),
    stop,
  }
}
