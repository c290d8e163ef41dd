import type { Fragment } from '../fragment.ts'
import type { Track } from '../track.ts'
import { changedMoof, shiftTicksOf } from './fragment-time.ts'

/** Where fragments go in one file: how far back in time, and with which number next. */
export type Relocation = { shiftTicks: ReadonlyMap<number, number>; nextSequence: number }

/** @param originMs the place on the recording's media time line that is zero in the file */
export const startRelocation = (tracks: readonly Track[], originMs: number): Relocation => ({
  shiftTicks: shiftTicksOf(tracks, -originMs),
  nextSequence: 1,
})

/**
 * A fragment's bytes as they stand in the file: a moof of its own and the mdat as it is, which is not copied.
 * A track that starts before the origin starts at zero instead: moof has no negative times.
 */
export const relocateFragment = (relocation: Relocation, fragment: Fragment): Buffer[] => {
  const { shiftTicks, nextSequence } = relocation
  relocation.nextSequence += 1
  const changes = { shiftTicks, sequence: nextSequence, onNegative: 'clamp' } as const
  return [changedMoof(fragment, changes), fragment.bytes.subarray(fragment.moofBytes)]
}
