import type { StreamStart } from '@tapedeck/domain'
import type { Fragment } from '../fragment.ts'
import type { Track } from '../track.ts'
import { firstBehind } from './follow-place.ts'
import { isTelling, type LeadPlace, leadPlace, maxWaitMs } from './lead-place.ts'
import { liveEndMs } from './live-end.ts'
import { SeenSamples, type StartSample } from './seen-samples.ts'
import type { SplicePoint } from './splice-point.ts'

type Kind = Track['kind']
type Progress = { isEnd: boolean; nowMs: number | null }
type Lead = LeadPlace & { seen: SeenSamples; wanted: StartSample[] }

/** A track that lies this far behind the leading one is not waited for. */
const maxTrackLagMs = 2000

/**
 * Finds the place at which one recorder's media begin in the media of another that received the same stream. Each has
 * its own clock and its own fragments; what is the same is the content of the samples. The leading track (video where
 * both have it) is placed by content, the other one by its time against it and then by content, because silence
 * repeats itself. Where content repeats itself too (a still picture, silence alone), wall time decides, if it was given.
 */
export class SpliceFinder {
  readonly #start: StreamStart
  #seen: Map<Kind, SeenSamples> = new Map()
  #found: SplicePoint | null = null

  constructor(start: StreamStart) {
    this.#start = start
  }

  /** What follows is of another pull, with another clock and other tracks: what was seen is forgotten. */
  beginPull(): void {
    this.#seen = new Map()
    this.#found = null
  }

  /**
   * Takes the next fragment of the pull.
   * @param receivedAtMs when it was complete, Unix milliseconds, as in `streamStartOf`
   * @returns the place, as soon as it is certain; it may lie in fragments that were looked at before
   */
  look(fragment: Fragment, tracks: readonly Track[], receivedAtMs?: number): SplicePoint | null {
    if (this.#found !== null) return this.#found
    const endMs = liveEndMs(fragment, tracks)
    for (const track of tracks) {
      const seen = this.#seen.get(track.kind) ?? new SeenSamples(track)
      this.#seen.set(track.kind, seen)
      if (seen.track.id === track.id) seen.add(fragment, endMs, receivedAtMs ?? null)
    }
    this.#found = this.#search({ isEnd: false, nowMs: receivedAtMs ?? null })
    return this.#found
  }

  /** No fragment follows in this pull: the place, also when less of it was seen than one would like. */
  end(): SplicePoint | null {
    return this.#found ?? this.#search({ isEnd: true, nowMs: null })
  }

  #search(progress: Progress): SplicePoint | null {
    const lead = this.#lead(progress)
    const found = lead?.seen.samples[lead.at]
    if (lead === null || found === undefined) return null
    const { seen, wanted } = lead
    const zeroMs = found.dtsMs - (wanted[0]?.offsetMs ?? 0)
    const dts = new Map([[seen.track.id, found.dts]])
    for (const other of this.#seen.values()) {
      if (other === seen) continue
      const ticks = firstBehind(other, this.#samplesOf(other.track.kind), {
        zeroMs,
        isEnd: progress.isEnd || seen.lastMs - other.lastMs > maxTrackLagMs,
      })
      if (ticks === null) return null
      dts.set(other.track.id, ticks)
    }
    return { dts }
  }

  /** The place on the track that leads: the picture, unless it repeats itself and the sound does not. */
  #lead(progress: Progress): Lead | null {
    const video = this.#placeOn('video', progress)
    const sound = this.#samplesOf('audio')
    const canSoundLead = this.#seen.has('audio') && isTelling(sound)
    const isSearched = this.#seen.has('video') && this.#samplesOf('video').length > 0
    if (isSearched && video === null) return canSoundLead ? this.#soundAtEnd(progress) : null
    if (isSearched && (video?.isSure || !canSoundLead)) return video
    const audio = this.#placeOn('audio', progress)
    if (audio !== null || !isSearched) return audio
    return progress.isEnd || (video !== null && video.waitedMs > maxWaitMs) ? video : null
  }

  /**
   * The pull ended, or has a hole, where the picture stands: the sound that goes before it may have been received all the
   * same. Silence in its place tells nothing.
   */
  #soundAtEnd(progress: Progress): Lead | null {
    const audio = progress.isEnd ? this.#placeOn('audio', progress) : null
    return audio?.isSure ? audio : null
  }

  #placeOn(kind: Kind, progress: Progress): Lead | null {
    const seen = this.#seen.get(kind)
    const wanted = this.#samplesOf(kind)
    if (seen === undefined || wanted.length === 0) return null
    const { liveAtMs } = this.#start
    const place = leadPlace(seen, wanted, {
      ...progress,
      liveAtMs: liveAtMs === undefined ? null : liveAtMs + (wanted[0]?.offsetMs ?? 0),
    })
    return place === null ? null : { seen, wanted, ...place }
  }

  #samplesOf(kind: Kind): StartSample[] {
    return this.#start.tracks.find((track) => track.kind === kind)?.samples ?? []
  }
}
