import type { Fragment } from '../fragment.ts'
import type { Track } from '../track.ts'

/** A sample that lasts longer carries a jump of the source's clock or a gap: its fragment came when it began. */
const maxSampleMs = 1000

/** Up to where a fragment's media had come when it was complete, milliseconds on its own clock. */
export const liveEndMs = (fragment: Fragment, tracks: readonly Track[]): number => {
  const timescales = new Map(tracks.map(({ id, timescale }) => [id, timescale]))
  return fragment.samples.reduce((endMs, { trackId, dts, duration }) => {
    const timescale = timescales.get(trackId)
    if (timescale === undefined) return endMs
    const lastsMs = Math.min(maxSampleMs, (duration * 1000) / timescale)
    return Math.max(endMs, (dts * 1000) / timescale + lastsMs)
  }, 0)
}
