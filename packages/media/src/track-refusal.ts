import { TapedeckError } from '@tapedeck/contracts'
import type { Track } from './track.ts'

/** The error for tracks that a container cannot hold. */
export const trackRefusal = (container: string, tracks: readonly Track[]): TapedeckError =>
  new TapedeckError('CODEC_UNSUPPORTED', {
    detail: `${container} cannot hold ${tracks.map((track) => `${track.kind} ${track.codecString}`).join(', ')}`,
  })
