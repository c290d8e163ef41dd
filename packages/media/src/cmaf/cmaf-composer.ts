import type { SliceComposer } from '../composer.ts'
import type { Fragment } from '../fragment.ts'
import { MediaSpan } from '../media-span.ts'
import { makeBox, words } from '../mp4/box.ts'
import { type Relocation, relocateFragment, startRelocation } from '../mp4/relocation.ts'
import { inDecodingOrder, tracksById } from '../sample-order.ts'
import type { InitSegment, Track } from '../track.ts'

/** ISO/IEC 14496-12 §8.16.2: a media segment that starts with a styp of brand msdh needs nothing but fragments. */
const segmentTypeBox = makeBox('styp', Buffer.from('msdh'), words(0), Buffer.from('msdhiso6'))

class CmafComposer implements SliceComposer {
  readonly sliceContentType: string
  readonly sliceExtension = 'm4s'
  readonly initObject: Buffer
  readonly #tracks: Map<number, Track>
  readonly #relocation: Relocation
  #span: MediaSpan

  constructor(init: InitSegment, originMs: number) {
    const isVideo = init.tracks.some((track) => track.kind === 'video')
    this.sliceContentType = isVideo ? 'video/mp4' : 'audio/mp4'
    this.initObject = init.bytes
    this.#tracks = tracksById(init.tracks)
    this.#span = new MediaSpan(originMs)
    this.#relocation = startRelocation(init.tracks, originMs)
  }

  startSlice(): Buffer[] {
    this.#span = new MediaSpan(this.#span.endMs)
    return [segmentTypeBox]
  }

  append(fragment: Fragment): Buffer[] {
    for (const timed of inDecodingOrder(fragment, this.#tracks)) this.#span.add(timed)
    return relocateFragment(this.#relocation, fragment)
  }

  endSlice(): { durationMs: number } {
    return { durationMs: this.#span.durationMs }
  }
}

/**
 * Fragmented MP4 slices for HLS and DASH: the fragments as they came, with times from the cycle's start and sequence
 * numbers that run on over the slices.
 * @param originMs the place on the recording's media time line that is zero in the slices
 */
export const createCmafComposer = (init: InitSegment, originMs: number): SliceComposer =>
  new CmafComposer(init, originMs)
