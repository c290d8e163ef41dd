import { type Snapshot, snapshotOfKeyframe } from '@tapedeck/ffmpeg'
import pLimit from 'p-limit'
import type { Keyframe } from './keyframe.ts'

/** Longest time for one picture; a keyframe takes a fraction of a second, on a host that is busy some seconds. */
const timeoutMs = 20_000

/** Makes JPEGs of keyframes, one at a time for the whole host. */
export type PictureMaker = {
  /** @throws TapedeckError FFMPEG_FAILED; the signal's reason */
  make(keyframe: Keyframe, width: number, signal: AbortSignal): Promise<Snapshot>
}

export const createPictureMaker = (ffmpegPath: string): PictureMaker => {
  const limit = pLimit(1)
  return {
    make: ({ init, fragment }, width, signal) =>
      limit(() => snapshotOfKeyframe(init, fragment, { ffmpegPath, width, timeoutMs, signal })),
  }
}
