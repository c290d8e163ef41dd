import { createWatchdogRule, type TripReason, type WatchdogLimits } from './watchdog-rule.ts'

/** Watches one pull; fed by whoever reads it. */
export type Watchdog = {
  bytes(count: number): void
  /** The end of the media so far, in milliseconds on the pull's time line. */
  media(endMs: number): void
  /** Nobody reads for now: until `release` no time counts. */
  hold(): void
  release(): void
  /** Takes the timer down. Has to be called by the owner; safe to call twice. */
  stop(): void
}

/** A timer that is later than this tells that the process stood still. */
const sleptMs = 50
/** Most of the time for reading what waited meanwhile. */
const graceMs = 1000

/**
 * Starts watching at once. Time in which nobody read does not count, nor does time in which this process stood still: a disk
 * that is slow for some seconds, or a process that was stopped, says nothing of the source, whose bytes wait in the pipe.
 * @param options.clock milliseconds that do not jump, for instance `performance.now`
 * @param options.onTrip called at most once; the watchdog has stopped by then
 */
export const createWatchdog = (
  options: WatchdogLimits & { clock: () => number; onTrip(reason: TripReason): void },
): Watchdog => {
  const { clock, onTrip } = options
  const rule = createWatchdogRule(options, clock())
  let isStopped = false
  let heldAtMs: number | null = null
  /** Given once, until bytes come: a process that is always late must blame a dead source in the end. */
  let hasGrace = false
  let timer: NodeJS.Timeout | undefined
  let round: NodeJS.Immediate | undefined
  const disarm = (): void => {
    clearTimeout(timer)
    clearImmediate(round)
  }
  const stop = (): void => {
    isStopped = true
    disarm()
  }
  const check = (): void => {
    const reason = rule.check(clock())
    if (reason === null) {
      arm()
    } else {
      stop()
      onTrip(reason)
    }
  }
  const arm = (): void => {
    const waitMs = rule.nextCheckMs(clock())
    const dueMs = clock() + waitMs
    timer = setTimeout(() => {
      const lateMs = clock() - dueMs
      const isAfterSleep = lateMs > sleptMs && !hasGrace
      hasGrace ||= isAfterSleep
      // after this process itself has slept, what waits in the pipe is read before anybody is blamed
      if (lateMs > 0)
        rule.leaveOut(lateMs + (isAfterSleep ? Math.min(lateMs, graceMs) : 0), clock())
      round = setImmediate(check)
    }, waitMs)
  }
  arm()
  return {
    bytes: (count) => {
      hasGrace = false
      rule.bytes(count, clock())
    },
    media: (endMs) => rule.media(endMs, clock()),
    hold: () => {
      heldAtMs ??= clock()
      disarm()
    },
    release: () => {
      if (heldAtMs === null) return
      rule.leaveOut(clock() - heldAtMs, clock())
      heldAtMs = null
      if (!isStopped) arm()
    },
    stop,
  }
}
