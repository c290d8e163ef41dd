import type { DesiredControl, DesiredPause } from '@tapedeck/domain'

export type DesiredChange = {
  stop?: DesiredControl['stop']
  addSplit?: boolean
  splitsAtLeast?: number
  pause?: DesiredControl['pause']
}

/** A pause for ever that is asked for again goes on from when it began; a delay counts from its own wish. */
const nextPause = (
  current: DesiredPause | null,
  wanted: DesiredPause | null | undefined,
): DesiredPause | null => {
  if (wanted === undefined) return current
  if (wanted === null || current?.stopAfterMs !== wanted.stopAfterMs) return wanted
  return wanted.stopAfterMs === null || wanted.sinceMs === current.sinceMs ? current : wanted
}

/**
 * What is wanted after a change; the very same object when nothing changes. A stop is never taken back, and 'now' is not softened. A
 * recording that is to be stopped is neither paused nor resumed.
 */
export const nextDesired = (desired: DesiredControl, change: DesiredChange): DesiredControl => {
  const stop = desired.stop === 'now' ? 'now' : (change.stop ?? desired.stop)
  const asked = desired.splits + (change.addSplit === true ? 1 : 0)
  const splits = Math.max(asked, change.splitsAtLeast ?? 0)
  const current = desired.pause ?? null
  const pause = stop === null ? nextPause(current, change.pause) : current
  const isSame = stop === desired.stop && splits === desired.splits && pause === current
  return isSame ? desired : { ...desired, stop, splits, ...(pause === current ? {} : { pause }) }
}
