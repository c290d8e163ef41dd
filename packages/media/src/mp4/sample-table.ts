import type { Sample } from '../fragment.ts'
import { words, wrapBox } from './box.ts'
import { RunTable, Uint32Table } from './uint32-table.ts'

/** ffmpeg and others read a longer step as negative. */
const maxStepTicks = 0x7fffffff

/** What the samples of one track span, in its ticks. */
export type SampleSpan = {
  firstDts: number
  minPts: number
  /** Latest presentation time plus duration. */
  endPts: number
  /** Sum of all stts durations. */
  mediaTicks: number
}

/** A table of chunk offsets whose values are filled in when the length of the head is known. */
export type ChunkOffsets = { pieces: Buffer[]; fill(headBytes: number): void }

/**
 * The sample tables of one track (ISO/IEC 14496-12 §8.6, §8.7), gathered sample by sample.
 * Keeps 4 bytes per sample, 8 per change of duration and of composition offset, and 8 per chunk.
 * Decoding times that do not grow are moved up by the least that makes them grow; presentation times never move.
 */
export class SampleTable {
  readonly #durations = new RunTable()
  readonly #compositions = new RunTable()
  readonly #sizes = new Uint32Table()
  readonly #syncs = new Uint32Table()
  readonly #samplesPerChunk = new RunTable()
  readonly #chunkOffsets: number[] = []
  #chunkSamples = 0
  #span: SampleSpan | null = null
  #lastDts = 0
  #lastStep = 0
  #lastDuration = 0
  #compositionKind: 'none' | 'unsigned' | 'signed' = 'none'

  get sampleCount(): number {
    return this.#sizes.length
  }

  get hasSignedCompositions(): boolean {
    return this.#compositionKind === 'signed'
  }

  get lastChunkOffset(): number {
    return this.#chunkOffsets.at(-1) ?? 0
  }

  /** The samples that follow stand together from this position of the body on. */
  startChunk(bodyOffset: number): void {
    this.#endChunk()
    this.#chunkOffsets.push(bodyOffset)
  }

  add(sample: Sample): void {
    const pts = sample.dts + sample.ctsOffset
    const span = this.#span ?? { firstDts: sample.dts, minPts: pts, endPts: pts, mediaTicks: 0 }
    this.#span = span
    const dts = this.#place(sample.dts)
    const composition = pts - dts
    if (composition < 0) this.#compositionKind = 'signed'
    else if (composition > 0 && this.#compositionKind === 'none') this.#compositionKind = 'unsigned'
    this.#compositions.push(composition)
    this.#sizes.push(sample.size)
    if (sample.isSync) this.#syncs.push(this.#sizes.length)
    this.#chunkSamples += 1
    this.#lastDuration = sample.duration
    span.minPts = Math.min(span.minPts, pts)
    span.endPts = Math.max(span.endPts, pts + sample.duration)
  }

  #place(dts: number): number {
    if (this.sampleCount === 0) {
      this.#lastDts = dts
      return dts
    }
    this.#lastStep = Math.min(Math.max(dts - this.#lastDts, 1), maxStepTicks)
    this.#durations.push(this.#lastStep)
    this.#lastDts += this.#lastStep
    return this.#lastDts
  }

  #endChunk(): void {
    if (this.#chunkSamples > 0) this.#samplesPerChunk.push(this.#chunkSamples)
    this.#chunkSamples = 0
  }

  /** Closes the tables; nothing may be added after it. Null if there is no sample. */
  finish(): SampleSpan | null {
    if (this.#span === null) return null
    this.#endChunk()
    this.#durations.push(this.#lastDuration || this.#lastStep)
    this.#lastDts += this.#lastDuration || this.#lastStep
    this.#lastStep = 0
    this.#lastDuration = 0
    return { ...this.#span, mediaTicks: this.#lastDts - this.#span.firstDts }
  }

  /** stbl around `stsd`. Call finish first. */
  boxes(stsd: Buffer, offsets: ChunkOffsets): Buffer[] {
    const durations = this.#durations.finish()
    return wrapBox('stbl', [
      stsd,
      ...tableBox('stts', 0, durations.count, durations.pieces),
      ...this.#compositionBox(),
      ...this.#syncBox(),
      ...this.#chunkBox(),
      ...wrapBox('stsz', [words(0, 0, this.#sizes.length), ...this.#sizes.pieces()]),
      ...offsets.pieces,
    ])
  }

  #compositionBox(): Buffer[] {
    if (this.#compositionKind === 'none') return []
    const runs = this.#compositions.finish()
    return tableBox('ctts', this.hasSignedCompositions ? 1 : 0, runs.count, runs.pieces)
  }

  #syncBox(): Buffer[] {
    const isEverySync = this.#syncs.length === this.#sizes.length
    return isEverySync ? [] : tableBox('stss', 0, this.#syncs.length, this.#syncs.pieces())
  }

  #chunkBox(): Buffer[] {
    const runs = Buffer.concat(this.#samplesPerChunk.finish().pieces)
    const entries = new Uint32Table()
    let firstChunk = 1
    for (let at = 0; at < runs.length; at += 8) {
      entries.push(firstChunk)
      entries.push(runs.readUInt32BE(at + 4))
      entries.push(1)
      firstChunk += runs.readUInt32BE(at)
    }
    return tableBox('stsc', 0, entries.length / 3, entries.pieces())
  }

  /** stco, or co64 if `isWide`. */
  chunkOffsets(isWide: boolean): ChunkOffsets {
    const width = isWide ? 8 : 4
    const values = Buffer.alloc(this.#chunkOffsets.length * width)
    const fill = (headBytes: number): void => {
      for (const [index, offset] of this.#chunkOffsets.entries())
        if (isWide) values.writeBigUInt64BE(BigInt(offset + headBytes), index * width)
        else values.writeUInt32BE(offset + headBytes, index * width)
    }
    return {
      pieces: tableBox(isWide ? 'co64' : 'stco', 0, this.#chunkOffsets.length, [values]),
      fill,
    }
  }
}

const tableBox = (type: string, version: number, count: number, pieces: Buffer[]): Buffer[] =>
  wrapBox(type, [words(version * 2 ** 24, count), ...pieces])
