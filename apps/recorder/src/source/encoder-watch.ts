import type { Pull } from '@tapedeck/ffmpeg'
import { EncoderPace, lookEveryMs } from './encoder-pace.ts'

/** Looks at the encoder of one pull once a second, as long as it runs. */
export type EncoderWatch = {
  /** Media milliseconds that were received. */
  sawMedia(mediaMs: number): void
  /** Takes the timer down. Has to be called by the owner; safe to call twice. */
  stop(): void
}

/** How late the encoders of this process are, for its metrics. */
const paces = new Set<EncoderPace>()

/** How far the slowest encoder of this process is behind, milliseconds; 0 when all keep up, or there is none. */
export const slowestEncoderMs = (): number => Math.max(0, ...[...paces].map(({ lagMs }) => lagMs))

/** Of a pull that copies: there is nothing to look at. */
const nothing: EncoderWatch = { sawMedia: () => undefined, stop: () => undefined }

/**
 * @param encoding the pull; null when it copies
 * @param options.onBehind called each time that the encoder falls behind real time, with how far it is
 */
export const watchEncoder = (
  encoding: Pick<Pull, 'unreadBytes'> | null,
  options: {
    /** Milliseconds that do not jump. */
    monotonic: () => number
    onBehind(lagMs: number): void
  },
): EncoderWatch => {
  if (encoding === null) return nothing
  const pace = new EncoderPace()
  paces.add(pace)
  let mediaMs: number | null = null
  let isLooking = false
  const look = async (): Promise<void> => {
    const unreadBytes = await encoding.unreadBytes()
    if (paces.has(pace) && pace.look({ unreadBytes, mediaMs, nowMs: options.monotonic() }))
      options.onBehind(pace.lagMs)
  }
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    void look().finally(() => {
      isLooking = false
    })
  }, lookEveryMs)
  return {
    sawMedia: (receivedMs) => {
      mediaMs = receivedMs
    },
    stop: () => {
      clearInterval(timer)
      paces.delete(pace)
    },
  }
}
