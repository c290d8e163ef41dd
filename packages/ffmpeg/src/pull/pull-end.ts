import type { OutputChild } from '../process/owned-children.ts'

/** Why we ended a pull; the first one stays. */
export type EndReason = 'stopped' | 'killed'

/** Ends one process: asks, waits, kills, gives up. Requests before the process runs are kept for it. */
export type PullEnd = {
  own(child: OutputChild): void
  stop(): void
  kill(): void
  reason(): EndReason | null
  /** Resolves when not even SIGKILL ended the process in time (a process stuck in the kernel). */
  abandoned: Promise<void>
  /** Takes the timers down; the process is gone. */
  release(): void
}

export const createPullEnd = (options: {
  stopTimeoutMs: number
  killTimeoutMs: number
}): PullEnd => {
  let child: OutputChild | null = null
  let reason: EndReason | null = null
  let isKilled = false
  let isReleased = false
  let timer: NodeJS.Timeout | undefined
  const { promise: abandoned, resolve: abandon } = Promise.withResolvers<void>()

  const sendKill = (): void => {
    if (child === null) return
    child.kill('SIGKILL')
    clearTimeout(timer)
    timer = setTimeout(() => {
      child?.stdout.destroy()
      child?.stderr.destroy()
      abandon()
    }, options.killTimeoutMs)
  }
  /**
   * One SIGINT only: at a second one ffmpeg breaks off its writing too, and the last fragment is lost.
   * A SIGINT sent before ffmpeg has installed its handler ends it at once, when it holds nothing yet.
   */
  const sendStop = (): void => {
    child?.kill('SIGINT')
    timer = setTimeout(sendKill, options.stopTimeoutMs)
  }

  return {
    own: (started) => {
      child = started
      if (isKilled) sendKill()
      else if (reason === 'stopped') sendStop()
    },
    stop: () => {
      if (reason !== null || isReleased) return
      reason = 'stopped'
      if (child !== null) sendStop()
    },
    kill: () => {
      if (isKilled || isReleased) return
      isKilled = true
      reason ??= 'killed'
      sendKill()
    },
    reason: () => reason,
    abandoned,
    release: () => {
      isReleased = true
      clearTimeout(timer)
    },
  }
}
