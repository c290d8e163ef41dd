import { TapedeckError } from '@tapedeck/contracts'
import {
  type Fragment,
  type InitSegment,
  initFingerprint,
  MediaLine,
  startsWithKeyframe,
} from '@tapedeck/media'
import type { SpooledFragment } from '@tapedeck/spool'
import { leadingSpan, type PlacedFragment } from '../output/placed-fragment.ts'

/** A wall clock that has drifted from the media clock by more than this is set anew at the next fragment. */
const maxDriftMs = 5000

/** Bound of what is held back while a pull has not shown its first keyframe. */
const maxHeldBytes = 64 * 1024 * 1024

/** A fragment that is in the spool. */
export type Received = { fragment: Fragment; receivedAtMs: number; spooled: SpooledFragment }

/** Sets the fragments of all pulls of a recording on one time line and says where files may be cut. */
export class FragmentPlacer {
  readonly #line = new MediaLine()
  #init: InitSegment | null = null
  #fingerprint: string | null = null
  #isCodecChanged = false
  #isPullStart = false
  #hasEarlierMedia = false
  #held: Received[] | null = null
  #heldBytes = 0
  #anchor: { mediaMs: number; wallMs: number } | null = null
  #endedAtMs: number | null = null

  /** Media milliseconds recorded so far. */
  get mediaMs(): number {
    return this.#line.endMs
  }

  /** Wall time, Unix milliseconds, at which the last media that was placed ended; null before the first. */
  get endedAtMs(): number | null {
    return this.#endedAtMs
  }

  get init(): InitSegment | null {
    return this.#init
  }

  /** True while fragments of this pull are held back because none of them can start a file. */
  get isHolding(): boolean {
    return this.#held !== null
  }

  beginPull(init: InitSegment): void {
    const fingerprint = initFingerprint(init)
    this.#isCodecChanged = this.#fingerprint !== null && this.#fingerprint !== fingerprint
    this.#fingerprint = fingerprint
    this.#init = init
    this.#line.beginPull()
    this.#isPullStart = true
    this.#anchor = null
    this.#held = []
    this.#heldBytes = 0
  }

  /**
   * Takes a fragment; gives back what may be written now. Until the first keyframe of a pull everything is held
   * back: a file that began with audio of a picture that never comes could not be used.
   */
  place(received: Received): PlacedFragment[] {
    const init = this.#init
    if (init === null) throw new RangeError('a fragment came before its init segment')
    if (this.#held === null)
      return [this.#placeOne(received, init, startsWithKeyframe(received.fragment, init.tracks))]
    this.#held.push(received)
    this.#heldBytes += received.fragment.bytes.length
    if (this.#heldBytes > maxHeldBytes)
      throw new TapedeckError('STREAM_INVALID', { detail: 'The stream sends no keyframe' })
    if (!startsWithKeyframe(received.fragment, init.tracks)) return []
    return this.#flush(init)
  }

  /** What is still held when the pull ends: worth keeping only behind media that is already recorded. */
  endPull(): PlacedFragment[] {
    const init = this.#init
    if (init === null || this.#held === null || !this.#hasEarlierMedia || this.#isCodecChanged) {
      this.#held = null
      return []
    }
    return this.#flush(init)
  }

  #flush(init: InitSegment): PlacedFragment[] {
    const held = this.#held ?? []
    this.#held = null
    return held.map((received, index) => this.#placeOne(received, init, index === 0))
  }

  #placeOne(received: Received, init: InitSegment, isCutPoint: boolean): PlacedFragment {
    const { fragment, repairs } = this.#line.place(
      received.fragment,
      init.tracks,
      received.receivedAtMs,
    )
    const leading = leadingSpan(fragment, init.tracks)
    const startMs = this.#startOf(fragment, init)
    const placed: PlacedFragment = {
      fragment,
      init,
      isCutPoint,
      isCodecChanged: this.#isCodecChanged && isCutPoint,
      isAfterGap: this.#isPullStart && this.#hasEarlierMedia,
      startMs,
      leading,
      startedAtMs: this.#wallOf(startMs, received.receivedAtMs),
      receivedAtMs: received.receivedAtMs,
      repairs,
      spooled: received.spooled,
    }
    this.#endedAtMs = placed.startedAtMs + this.#line.endMs - startMs
    this.#isPullStart = false
    this.#hasEarlierMedia = true
    if (isCutPoint) this.#isCodecChanged = false
    return placed
  }

  #startOf(fragment: Fragment, init: InitSegment): number {
    let startMs = Number.POSITIVE_INFINITY
    for (const sample of fragment.samples) {
      const timescale = init.tracks.find((track) => track.id === sample.trackId)?.timescale ?? 1000
      startMs = Math.min(startMs, (sample.dts * 1000) / timescale)
    }
    return Math.floor(startMs)
  }

  /** Wall time of a media time: the arrival of the pull's first fragment says where it lies, the media clock carries it on. */
  #wallOf(startMs: number, receivedAtMs: number): number {
    const arrivedMs = receivedAtMs - (this.#line.endMs - startMs)
    const expectedMs =
      this.#anchor === null ? null : this.#anchor.wallMs + startMs - this.#anchor.mediaMs
    if (expectedMs !== null && Math.abs(expectedMs - arrivedMs) <= maxDriftMs) return expectedMs
    this.#anchor = { mediaMs: startMs, wallMs: arrivedMs }
    return arrivedMs
  }
}
