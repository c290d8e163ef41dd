import type { StreamStart } from '@tapedeck/domain'
import { type Fragment, streamStartOf } from '@tapedeck/media'
import type { ReceivedFragment } from './fragment-receiver.ts'

/** Fragments that are looked at for the start of a stream: some seconds, so that every track shows itself. */
const maxFragments = 4

/** A place in the stream, and the wall time at which it was live. */
export type Beginning = { start: StreamStart; startedAtMs: number }

/** Fragments without a keyframe that are looked at: sound that a server sends before the first picture is recorded, too. */
const maxLeadFragments = 2

/**
 * Where a beginning is looked for. pull: with the first fragment of a pull, all of which is recorded once a keyframe has
 * come. keyframe: with the first keyframe that is seen, in the middle of a pull.
 */
export type BeginsWith = 'pull' | 'keyframe'

/**
 * Gathers the first fragments of a pull until they tell the place apart from every other: each track shows a dozen
 * samples, or enough fragments have come.
 */
export class StartCollector {
  readonly #beginsWith: BeginsWith
  readonly #fragments: Fragment[] = []
  #receivedAtMs = 0
  #sawKeyframe = false
  #fromKeyframe = 0
  #start: StreamStart | null = null
  #pull: number | null = null
  #beginning: Beginning | null = null

  constructor(beginsWith: BeginsWith) {
    this.#beginsWith = beginsWith
  }

  get beginning(): Beginning | null {
    return this.#beginning
  }

  /** Takes the next fragment; the place when it is known by this one, null before and after. */
  add({ fragment, init, receivedAtMs, pull, isKeyframe }: ReceivedFragment): Beginning | null {
    if (this.#beginning !== null) return null
    if (pull !== this.#pull) {
      // a pull that ended at once was recorded all the same: the generation begins with it
      if (this.#beginsWith === 'pull' && this.#start !== null) return this.#tell(this.#start)
      this.#begin(pull)
    }
    this.#sawKeyframe ||= isKeyframe
    if (!this.#sawKeyframe && !this.#isLead()) return null
    if (this.#fragments.length === 0) this.#receivedAtMs = receivedAtMs
    this.#fragments.push(fragment)
    if (!this.#sawKeyframe) return null
    this.#fromKeyframe += 1
    const start = streamStartOf(this.#fragments, init.tracks, this.#receivedAtMs)
    this.#start = start
    const isTold =
      start.tracks.length === init.tracks.length &&
      start.tracks.every(({ samples }) => samples.length >= enoughSamples)
    return isTold || this.#fromKeyframe >= maxFragments ? this.#tell(start) : null
  }

  #tell(start: StreamStart): Beginning {
    this.#beginning = { start, startedAtMs: Math.round(start.liveAtMs ?? this.#receivedAtMs) }
    return this.#beginning
  }

  #begin(pull: number): void {
    this.#pull = pull
    this.#fragments.length = 0
    this.#start = null
    this.#fromKeyframe = 0
    this.#sawKeyframe = false
  }

  #isLead(): boolean {
    return this.#beginsWith === 'pull' && this.#fragments.length < maxLeadFragments
  }
}

/** Of each track; silence is told apart by the time against the other track. */
const enoughSamples = 12
