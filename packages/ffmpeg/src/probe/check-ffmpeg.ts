import { TapedeckError } from '@tapedeck/contracts'

import { runToEnd } from '../process/run-to-end.ts'

export type FfmpegVersion = {
  /** As it calls itself, for instance `5.1.9-0+deb12u1`. */
  text: string
  /** Both 0 when the text does not tell (a build of the development tree). */
  major: number
  minor: number
}

/**
 * Finds out whether ffmpeg or ffprobe can be run, and which one it is.
 * @throws TapedeckError FFMPEG_FAILED with a sentence that names the path
 */
export const checkFfmpeg = async (path: string): Promise<FfmpegVersion> => {
  const output = await runToEnd(path, ['-version'], { timeoutMs: 20_000 })
  const text = /^ff(?:mpeg|probe) version (\S+)/.exec(output)?.[1]
  if (text === undefined)
    throw new TapedeckError('FFMPEG_FAILED', { detail: `${path} is not ffmpeg` })
  const [, major = '0', minor = '0'] = /^n?(\d+)\.(\d+)/.exec(text) ?? []
  return { text, major: Number(major), minor: Number(minor) }
}
