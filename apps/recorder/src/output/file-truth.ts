import {
  type FileGap,
  type FileTruth,
  maxRepairsPerFile,
  type TimestampRepair,
} from '@tapedeck/domain'
import { ArrivalPace } from './arrival-pace.ts'
import type { PlacedFragment } from './placed-fragment.ts'

/**
 * Gathers how truly a running cycle shows what was received: how fast its media came, the gaps inside it, and what was
 * made of timestamps that were none. Bounded, however long the cycle is.
 */
export class TruthMeter {
  readonly #startMs: number
  readonly #gaps: FileGap[] = []
  readonly #repairs: TimestampRepair[] = []
  #gapCount = 0
  #repairCount = 0
  /** Of the runs that a gap ended. */
  #extraMs = 0
  #pace: ArrivalPace | null = null
  /** Wall and media time at which the media so far ends. */
  #end: { atMs: number; mediaMs: number } | null = null

  /** @param startMs media time at which the cycle begins */
  constructor(startMs: number) {
    this.#startMs = startMs
  }

  /** Wall time at which its last media was live, Unix milliseconds; null before the first fragment. */
  get endedAtMs(): number | null {
    return this.#end?.atMs ?? null
  }

  /** Takes the next fragment of the cycle. */
  add(placed: PlacedFragment): void {
    if (placed.isAfterGap) this.#endRun(placed)
    for (const repair of placed.repairs) this.#repaired(repair)
    const endMs = Math.max(this.#end?.mediaMs ?? this.#startMs, placed.leading?.endMs ?? 0)
    this.#pace ??= new ArrivalPace(placed.startMs)
    if (placed.leading !== null) this.#pace.add(endMs, placed.receivedAtMs)
    this.#end = { mediaMs: endMs, atMs: placed.startedAtMs + endMs - placed.startMs }
  }

  /**
   * What the file will say of itself.
   * @param durationMs media time of the whole cycle
   */
  truth(durationMs: number, endedByCodecChange: boolean): FileTruth {
    const extraMs = this.#extraMs + (this.#pace?.extraMs ?? 0)
    const wallMs = Math.max(0, Math.round(durationMs + extraMs))
    return {
      wallMs,
      mediaRatio: wallMs === 0 ? 1 : Math.round((durationMs / wallMs) * 10_000) / 10_000,
      gaps: [...this.#gaps],
      gapCount: this.#gapCount,
      repairs: [...this.#repairs],
      repairCount: this.#repairCount,
      endedByCodecChange,
    }
  }

  /** A gap before the first fragment lies between two files, not in this one. */
  #endRun(placed: PlacedFragment): void {
    if (this.#end === null) return
    this.#extraMs += this.#pace?.extraMs ?? 0
    this.#pace = null
    this.#gapCount += 1
    if (this.#gaps.length === maxRepairsPerFile) return
    this.#gaps.push({
      mediaTimeMs: Math.round(this.#end.mediaMs - this.#startMs),
      // the clocks of two pulls are never quite equal: a gap does not end before it began
      durationMs: Math.max(0, Math.round(placed.startedAtMs - this.#end.atMs)),
    })
  }

  #repaired(repair: TimestampRepair): void {
    this.#repairCount += 1
    if (this.#repairs.length === maxRepairsPerFile) return
    const mediaTimeMs = Math.max(0, Math.round(repair.mediaTimeMs - this.#startMs))
    this.#repairs.push({ ...repair, mediaTimeMs })
  }
}
