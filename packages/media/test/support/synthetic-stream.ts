import type { Fragment } from '../../src/fragment.ts'
import { parseInitSegment } from '../../src/mp4/init-segment.ts'
import { readFragment } from '../../src/mp4/movie-fragment.ts'
import { trackDefaults } from '../../src/mp4/track-defaults.ts'
import type { InitSegment } from '../../src/track.ts'
import {
  audioTrack,
  type SyntheticRun,
  syntheticFragment,
  syntheticInit,
  videoTrack,
} from './synthetic-media.ts'

/** One video and one audio track. */
export const parsedInit: InitSegment = parseInitSegment(syntheticInit(videoTrack, audioTrack))

/** A fragment of them, as the reader gives it. */
export const parsedFragment = (...runs: SyntheticRun[]): Fragment =>
  readFragment(syntheticFragment(...runs), trackDefaults(parsedInit))
