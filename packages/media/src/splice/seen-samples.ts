import { crc32 } from 'node:zlib'
import type { StreamStart } from '@tapedeck/domain'
import type { Fragment, Sample } from '../fragment.ts'
import type { Track } from '../track.ts'

export type StartSample = StreamStart['tracks'][number]['samples'][number]

/** CRC-32 (IEEE) of a sample's bytes, 8 hex digits. */
export const crc32Of = ({ bytes }: Fragment, { offset, size }: Sample): string =>
  crc32(bytes.subarray(offset, offset + size))
    .toString(16)
    .padStart(8, '0')

/** A sample that passed by; its bytes are not kept. */
export type SeenSample = {
  dts: number
  dtsMs: number
  isSync: boolean
  bytes: number
  crc32: string
  /** Wall time at which it was live, as far as is known from when its fragment came. */
  liveAtMs: number | null
}

/** Bound of what is remembered of one track: some minutes of sound or picture. */
const maxSeen = 8192

/** What passed by of one track, the newest last. */
export class SeenSamples {
  readonly track: Track
  samples: SeenSample[] = []

  constructor(track: Track) {
    this.track = track
  }

  /** @param liveEndMs wall time at which `endMs`, the end of the fragment on its own clock, was live; null when unknown */
  add(fragment: Fragment, endMs: number, liveEndMs: number | null): void {
    for (const sample of fragment.samples) {
      if (sample.trackId !== this.track.id) continue
      const dtsMs = (sample.dts * 1000) / this.track.timescale
      this.samples.push({
        dts: sample.dts,
        dtsMs,
        isSync: sample.isSync,
        bytes: sample.size,
        crc32: crc32Of(fragment, sample),
        liveAtMs: liveEndMs === null ? null : liveEndMs - (endMs - dtsMs),
      })
    }
    if (this.samples.length > maxSeen) this.samples = this.samples.slice(-maxSeen / 2)
  }

  get lastMs(): number {
    return this.samples.at(-1)?.dtsMs ?? Number.NEGATIVE_INFINITY
  }

  isEqual(at: number, wanted: StartSample | undefined): boolean {
    const seen = this.samples[at]
    return seen?.crc32 === wanted?.crc32 && seen?.bytes === wanted?.bytes
  }

  /** How many of the wanted samples stand here, place by place, and how many could be compared. */
  compare(at: number, wanted: readonly StartSample[]): { equal: number; compared: number } {
    const compared = Math.min(wanted.length, this.samples.length - at)
    let equal = 0
    for (let index = 0; index < compared; index += 1)
      if (this.isEqual(at + index, wanted[index])) equal += 1
    return { equal, compared }
  }
}
