import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'

/** Starting an ffmpeg takes a tenth of a second of a core; these still have media well within the shortest timeouts. */
const startsPerCore = 8
/** A source that is slow to send must not keep others from starting for longer than a start takes on a busy host. */
const holdMs = 1000

/**
 * Lets only so many pulls start at the same time: when hundreds of streams come at once, all of them starting together would
 * take longer than a source may be silent, and be ended for it. As many as the recorder holds recordings may wait.
 * @param signal what is no longer to be pulled waits no longer
 * @returns the release, to be called when media have come or the pull has ended; null when it was given up
 */
export type PullStarts = (signal: AbortSignal) => Promise<(() => void) | null>

/** @param options.atOnce pulls that start at the same time; each for `holdMs` milliseconds at most */
export const createPullStarts = (
  options: { atOnce?: number; holdMs?: number } = {},
): PullStarts => {
  const limit = pLimit(options.atOnce ?? startsPerCore * availableParallelism())
  return (signal) => {
    const { promise, resolve } = Promise.withResolvers<(() => void) | null>()
    const giveUp = (): void => resolve(null)
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    void limit(async () => {
      signal.removeEventListener('abort', giveUp)
      if (signal.aborted) return
      const { promise: begun, resolve: release } = Promise.withResolvers<void>()
      const timer = setTimeout(release, options.holdMs ?? holdMs)
      resolve(release)
      await begun
      clearTimeout(timer)
    })
    return promise
  }
}
