import { TapedeckError } from '@tapedeck/contracts'

import { messageType, type RtmpMessage } from './rtmp-message.ts'

/** What a chunk stream remembers between its chunks (RTMP 1.0 §5.3.1.2). */
type ChunkStream = {
  type: number
  streamId: number
  length: number
  hasExtendedTime: boolean
  received: number
  kept: Buffer[]
  keptBytes: number
}

const maxChunkStreams = 64
/** Enough for any command; media messages may be longer and are not kept. */
const maxKeptBytes = 64 * 1024
const keptMediaBytes = 16
const headerBytes = [11, 7, 3, 0] as const

const isMedia = (type: number): boolean =>
  type === messageType.audio || type === messageType.video || type === messageType.aggregate

const forget = (stream: ChunkStream): void => {
  stream.received = 0
  stream.kept = []
  stream.keptBytes = 0
}

/**
 * Puts messages together from chunks, however the bytes are cut. Holds at most 64 chunk streams with 64 KiB each;
 * of media only 16 bytes.
 */
export class ChunkReader {
  #chunkSize = 128
  #pending: Buffer = Buffer.alloc(0)
  #streams = new Map<number, ChunkStream>()
  #current: ChunkStream | null = null
  /** Payload bytes of the running chunk that have not come yet. */
  #missing = 0

  /** @throws TapedeckError STREAM_INVALID when the bytes cannot be RTMP chunks */
  push(bytes: Buffer): RtmpMessage[] {
    const messages: RtmpMessage[] = []
    let rest = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    for (;;) {
      if (this.#current === null) {
        const length = this.#readHeader(rest)
        if (length === 0) break
        rest = rest.subarray(length)
      }
      const taken = rest.subarray(0, this.#missing)
      rest = rest.subarray(taken.length)
      const message = this.#takePayload(taken)
      if (message !== null) messages.push(message)
      if (this.#current !== null) break
    }
    // at most a chunk header stands over, 18 bytes; copied, so that the socket's buffer can go
    this.#pending = Buffer.from(rest)
    return messages
  }

  /** Takes a chunk header off the front; its length, or 0 when it is not complete yet. */
  #readHeader(bytes: Buffer): number {
    const first = bytes[0]
    if (first === undefined) return 0
    const low = first & 0x3f
    const basicBytes = low === 0 ? 2 : low === 1 ? 3 : 1
    const format = (first >> 6) as 0 | 1 | 2 | 3
    const fixed = basicBytes + headerBytes[format]
    if (bytes.length < fixed) return 0
    const id = low === 0 ? bytes.readUInt8(1) + 64 : low === 1 ? bytes.readUInt16LE(1) + 64 : low
    const stream = this.#streamOf(id, format)
    const hasExtendedTime =
      format === 3 ? stream.hasExtendedTime : bytes.readUIntBE(basicBytes, 3) === 0xffffff
    const length = fixed + (hasExtendedTime ? 4 : 0)
    if (bytes.length < length) return 0
    stream.hasExtendedTime = hasExtendedTime
    if (format <= 1) {
      stream.length = bytes.readUIntBE(basicBytes + 3, 3)
      stream.type = bytes.readUInt8(basicBytes + 6)
    }
    if (format === 0) stream.streamId = bytes.readUInt32LE(basicBytes + 7)
    this.#current = stream
    this.#missing = Math.min(this.#chunkSize, stream.length - stream.received)
    return length
  }

  #streamOf(id: number, format: number): ChunkStream {
    const known = this.#streams.get(id)
    if (known !== undefined) {
      // a new header in the middle of a message breaks it off
      if (format !== 3) forget(known)
      return known
    }
    if (format !== 0 && format !== 1)
      throw new TapedeckError('STREAM_INVALID', { detail: 'An RTMP chunk continues nothing' })
    if (this.#streams.size >= maxChunkStreams)
      throw new TapedeckError('STREAM_INVALID', { detail: 'Too many RTMP chunk streams' })
    const created: ChunkStream = {
      type: 0,
      streamId: 0,
      length: 0,
      hasExtendedTime: false,
      received: 0,
      kept: [],
      keptBytes: 0,
    }
    this.#streams.set(id, created)
    return created
  }

  #takePayload(bytes: Buffer): RtmpMessage | null {
    const stream = this.#current
    if (stream === null) return null
    const limit = isMedia(stream.type) ? keptMediaBytes : maxKeptBytes
    const kept = Buffer.from(bytes.subarray(0, limit - stream.keptBytes))
    if (kept.length > 0) stream.kept.push(kept)
    stream.keptBytes += kept.length
    stream.received += bytes.length
    this.#missing -= bytes.length
    if (this.#missing > 0) return null
    this.#current = null
    if (stream.received < stream.length) return null
    const { type, streamId, length } = stream
    const message = { type, streamId, bytes: length, payload: Buffer.concat(stream.kept) }
    forget(stream)
    this.#obey(message)
    return message
  }

  /** Messages that change how chunks are read. */
  #obey({ type, payload }: RtmpMessage): void {
    if (type !== messageType.setChunkSize || payload.length < 4) return
    const size = payload.readUInt32BE(0)
    if (size === 0 || size > 0x7fffffff)
      throw new TapedeckError('STREAM_INVALID', { detail: `An RTMP chunk size of ${size}` })
    this.#chunkSize = size
  }
}
