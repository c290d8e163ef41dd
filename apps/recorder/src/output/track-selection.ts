import type { FormatPlan, TrackSelection } from '@tapedeck/domain'
import {
  fragmentStartMs,
  type InitSegment,
  selectInit,
  selectSamples,
  type Track,
  tracksOfKinds,
  unsupportedTracks,
} from '@tapedeck/media'
import { leadingSpan, type PlacedFragment } from './placed-fragment.ts'

const kindsOf = (selection: TrackSelection): Track['kind'][] =>
  selection === 'all' ? ['video', 'audio'] : [selection]

/** The tracks of a stream that an output holds. */
export const ownTracks = ({ tracks }: Pick<FormatPlan, 'tracks'>, all: readonly Track[]): Track[] =>
  tracksOfKinds(all, kindsOf(tracks))

/** True when there is a track for the output, and its format can hold all that there are. */
export const canHold = (
  plan: Pick<FormatPlan, 'format' | 'tracks'>,
  tracks: readonly Track[],
): boolean => {
  const own = ownTracks(plan, tracks)
  return own.length > 0 && unsupportedTracks(plan.format, own).length === 0
}

/**
 * Leaves of every fragment what an output holds of it. It keeps its times, and its cut points: files of one track are
 * cut where those of all tracks may be, so that they hold the same span of a stream.
 */
export class TrackSelector {
  readonly #selection: TrackSelection
  #init: { whole: InitSegment; own: InitSegment } | null = null
  /** A gap lies before the next fragment that has something of its tracks. */
  #isAfterGap = false

  constructor(selection: TrackSelection) {
    this.#selection = selection
  }

  /** The fragment with the output's tracks alone; null when nothing of it is left. Fragments come in order. */
  select(placed: PlacedFragment): PlacedFragment | null {
    if (this.#selection === 'all') return placed
    const init = this.#ownInit(placed.init)
    const isAfterGap = this.#isAfterGap || placed.isAfterGap
    const fragment = selectSamples(placed.fragment, init.tracks)
    this.#isAfterGap = fragment === null && isAfterGap
    if (fragment === null) return null
    const startMs = Math.floor(fragmentStartMs(fragment, init.tracks))
    return {
      ...placed,
      fragment,
      init,
      isAfterGap,
      startMs,
      leading: leadingSpan(fragment, init.tracks),
      cutSpan: placed.leading,
      startedAtMs: placed.startedAtMs + startMs - placed.startMs,
    }
  }

  #ownInit(whole: InitSegment): InitSegment {
    if (this.#init?.whole !== whole)
      this.#init = { whole, own: selectInit(whole, kindsOf(this.#selection)) }
    return this.#init.own
  }
}
