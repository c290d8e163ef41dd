import type { Fragment } from '../fragment.ts'
import type { InitSegment } from '../track.ts'
import { type BoxHeader, readBoxHeader } from './box.ts'
import { ByteQueue } from './byte-queue.ts'
import { parseInitSegment } from './init-segment.ts'
import { readFragment } from './movie-fragment.ts'
import { streamInvalid } from './stream-invalid.ts'
import { type SampleDefaults, trackDefaults } from './track-defaults.ts'

/** What comes out of the pipe: one init segment, then fragments. */
export type FragmentStreamItem =
  | { kind: 'init'; init: InitSegment }
  | { kind: 'fragment'; fragment: Fragment }

export type FragmentReaderOptions = {
  /** The largest mdat that is accepted, and so the memory that a stream can take. Default 64 MiB. */
  maxBoxBytes?: number
}

const defaultMaxBoxBytes = 64 * 1024 * 1024
/** Boxes that hold no media are small. */
const maxHeaderBoxBytes = 8 * 1024 * 1024
const ignoredTypes = new Set(['styp', 'sidx', 'free', 'skip', 'mfra', 'emsg', 'prft'])

/**
 * Cuts ffmpeg's pipe (`-movflags frag_keyframe+empty_moov+default_base_moof`) into its init segment and fragments.
 * Holds at most one incomplete fragment. After an error it must not be used again.
 */
export class FragmentReader {
  readonly #queue = new ByteQueue()
  readonly #maxBoxBytes: number
  #skipBytes = 0
  #defaults: Map<number, SampleDefaults> | null = null

  constructor(options: FragmentReaderOptions = {}) {
    this.#maxBoxBytes = options.maxBoxBytes ?? defaultMaxBoxBytes
  }

  /** Bytes that wait for the rest of their fragment. */
  get pendingBytes(): number {
    return this.#queue.length
  }

  /**
   * Takes bytes as they arrive; returns what became complete by them.
   * @throws TapedeckError STREAM_INVALID for bytes that are no fragmented MP4 or are too large
   */
  push(chunk: Buffer): FragmentStreamItem[] {
    this.#queue.push(chunk)
    const items: FragmentStreamItem[] = []
    for (let header = this.#nextHeader(); header !== null; header = this.#nextHeader()) {
      if (ignoredTypes.has(header.type)) {
        this.#skipBytes = header.boxBytes
        continue
      }
      const item = this.#defaults === null ? this.#readInit(header) : this.#readFragment(header)
      if (item === null) break
      items.push(item)
    }
    return items
  }

  #nextHeader(): BoxHeader | null {
    this.#skipBytes -= this.#queue.drop(this.#skipBytes)
    return this.#skipBytes > 0 ? null : this.#headerAt(0)
  }

  #headerAt(at: number): BoxHeader | null {
    return this.#queue.length < at + 8 ? null : readBoxHeader(this.#queue.peek(at, 16))
  }

  /** The header of the second box of a pair; null while the first is not there completely. */
  #secondHeader(first: BoxHeader, type: string): BoxHeader | null {
    this.#requireSmaller(first, maxHeaderBoxBytes)
    const second = this.#headerAt(first.boxBytes)
    if (second === null) return null
    if (second.type !== type) throw streamInvalid(`Box ${second.type} follows box ${first.type}`)
    return second
  }

  #requireSmaller(header: BoxHeader, limitBytes: number): void {
    const limit = Math.min(limitBytes, this.#maxBoxBytes)
    if (header.boxBytes > limit)
      throw streamInvalid(`Box ${header.type} of ${header.boxBytes} bytes is over ${limit} bytes`)
  }

  #takePair(first: BoxHeader, second: BoxHeader): Buffer | null {
    const pairBytes = first.boxBytes + second.boxBytes
    return this.#queue.length < pairBytes ? null : this.#queue.take(pairBytes)
  }

  #readInit(first: BoxHeader): FragmentStreamItem | null {
    if (first.type !== 'ftyp') throw streamInvalid(`The stream starts with box ${first.type}`)
    const second = this.#secondHeader(first, 'moov')
    if (second === null) return null
    this.#requireSmaller(second, maxHeaderBoxBytes)
    const bytes = this.#takePair(first, second)
    if (bytes === null) return null
    const init = parseInitSegment(bytes)
    this.#defaults = trackDefaults(init)
    return { kind: 'init', init }
  }

  #readFragment(first: BoxHeader): FragmentStreamItem | null {
    if (first.type !== 'moof') throw streamInvalid(`Box ${first.type} stands between fragments`)
    const second = this.#secondHeader(first, 'mdat')
    if (second === null) return null
    this.#requireSmaller(second, this.#maxBoxBytes)
    const bytes = this.#takePair(first, second)
    if (bytes === null) return null
    return { kind: 'fragment', fragment: readFragment(bytes, this.#defaults ?? new Map()) }
  }
}
