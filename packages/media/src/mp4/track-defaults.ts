import type { InitSegment } from '../track.ts'
import { childrenOf, fieldsOf } from './box.ts'
import { movieBoxOf } from './init-segment.ts'

/** What a sample has when neither its run nor its fragment says it (trex, ISO/IEC 14496-12 §8.8.3). */
export type SampleDefaults = { duration: number; size: number; flags: number }

const none: SampleDefaults = { duration: 0, size: 0, flags: 0 }

/** The defaults of every track of the init segment, video and audio only. */
export const trackDefaults = (init: InitSegment): Map<number, SampleDefaults> => {
  const defaults = new Map(init.tracks.map((track) => [track.id, none]))
  const extending = childrenOf(init.bytes, movieBoxOf(init.bytes)).filter(
    (box) => box.type === 'mvex',
  )
  for (const mvex of extending)
    for (const trex of childrenOf(init.bytes, mvex).filter((box) => box.type === 'trex')) {
      const fields = fieldsOf(init.bytes, trex)
      fields.versionAndFlags()
      const trackId = fields.u32()
      fields.skip(4)
      if (defaults.has(trackId))
        defaults.set(trackId, { duration: fields.u32(), size: fields.u32(), flags: fields.u32() })
    }
  return defaults
}
