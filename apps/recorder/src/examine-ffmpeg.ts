import { checkFfmpeg, missingEncoders } from '@tapedeck/ffmpeg'
import type { Logger } from '@tapedeck/telemetry'

/** What a recorder has to know of its ffmpeg before it takes recordings. */
export type FfmpegFacts = {
  /** Encoders of renditions that it does not have. */
  missing: readonly string[]
}

/**
 * Finds out whether ffmpeg can be run and what it can make, both at once: a recorder that is started again has recordings that
 * wait for it. What fails may be awaited later.
 * @throws TapedeckError FFMPEG_FAILED
 */
export const examineFfmpeg = (path: string, log: Pick<Logger, 'info'>): Promise<FfmpegFacts> => {
  const facts = Promise.all([checkFfmpeg(path), missingEncoders(path)]).then(
    ([{ text }, missing]) => {
      log.info({ version: text }, 'ffmpeg found')
      return { missing }
    },
  )
  facts.catch(() => undefined)
  return facts
}
