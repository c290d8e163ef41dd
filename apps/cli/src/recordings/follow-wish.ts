import type { CliContext } from '../cli-command.ts'

/** What the user who follows a recording wants of it, as Ctrl-C tells: first that it stops, then to leave. */
export type FollowWish = {
  wantsStop(): boolean
  hasLeft(): boolean
  /** What comes of `work`, or null as soon as the user leaves: an API that hangs must not hold anybody. */
  unlessLeft<T>(work: Promise<T>): Promise<T | null>
  /** Waits, but not longer than until the user wants something else. */
  rest(waitMs: number): Promise<void>
  /** Ctrl-C ends the program again. */
  release(): void
}

/**
 * Listens to Ctrl-C from now on.
 * @param stopsFirst the first Ctrl-C asks to stop; otherwise it leaves
 */
export const startWish = (
  { interrupts, pause }: Pick<CliContext, 'interrupts' | 'pause'>,
  stopsFirst: boolean,
): FollowWish => {
  const left = new AbortController()
  let changed = new AbortController()
  let interruptions = 0
  const release = interrupts.listen(() => {
    interruptions++
    if (interruptions > (stopsFirst ? 1 : 0)) left.abort()
    changed.abort()
  })
  return {
    release,
    wantsStop: () => stopsFirst && interruptions > 0,
    hasLeft: () => left.signal.aborted,
    unlessLeft: async (work) => {
      const leaving = Promise.withResolvers<null>()
      const leave = (): void => leaving.resolve(null)
      left.signal.addEventListener('abort', leave, { once: true })
      if (left.signal.aborted) leave()
      try {
        return await Promise.race([work, leaving.promise])
      } finally {
        left.signal.removeEventListener('abort', leave)
      }
    },
    rest: async (waitMs) => {
      await pause(waitMs, changed.signal)
      changed = new AbortController()
    },
  }
}
