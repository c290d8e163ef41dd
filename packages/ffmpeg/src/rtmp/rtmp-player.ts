import { randomBytes } from 'node:crypto'

import { TapedeckError } from '@tapedeck/contracts'

import { type AmfValue, decodeAmf0, encodeAmf0 } from './amf0.ts'
import { ChunkReader } from './chunk-reader.ts'
import { encodeMessage } from './chunk-writer.ts'
import { carriesMedia } from './media-message.ts'
import type { RtmpAddress } from './rtmp-address.ts'
import { messageType, type RtmpMessage } from './rtmp-message.ts'

/** What the server told a player. */
export type PlayerEvent =
  /** It took the connection, and `play` is on its way; some answer that only when the stream is there. */
  | { kind: 'asked' }
  /** It describes the stream; that says nothing of whether media will come. */
  | { kind: 'described'; announcesVideo: boolean }
  /** A sequence header: there is a track, now or a while ago. */
  | { kind: 'track' }
  | { kind: 'media' }
  | { kind: 'not_found'; detail: string }
  | { kind: 'refused'; detail: string }

const handshakeBytes = 1536
const version = 3
const pingRequest = 6
const pingResponse = 7
const setBufferLength = 3

const textOf = (value: AmfValue | undefined, key: string): string => {
  const field =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? value[key] : undefined
  return typeof field === 'string' ? field : ''
}

const uint32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value >>> 0, index * 4)
  })
  return bytes
}

/**
 * The player's side of one RTMP connection: bytes in, bytes and events out; knows no socket and no clock.
 * Plain handshake, connect, createStream, play; answers pings and acknowledges what it got.
 */
export class RtmpPlayer {
  readonly #address: RtmpAddress
  readonly #send: (bytes: Buffer) => void
  readonly #onEvent: (event: PlayerEvent) => void
  readonly #chunks = new ChunkReader()
  /** Bytes of the server's handshake that have come: S0, S1, S2. At most 3073. */
  #greeting: Buffer | null = Buffer.alloc(0)
  #hasAnswered = false
  #streamId = 0
  #ackWindow = 0
  #received = 0
  #acknowledged = 0

  constructor(options: {
    address: RtmpAddress
    send(bytes: Buffer): void
    onEvent(event: PlayerEvent): void
  }) {
    this.#address = options.address
    this.#send = options.send
    this.#onEvent = options.onEvent
  }

  /** C0 and C1. */
  start(): void {
    this.#send(
      Buffer.concat([Buffer.from([version]), Buffer.alloc(8), randomBytes(handshakeBytes - 8)]),
    )
  }

  /** @throws TapedeckError STREAM_INVALID when the server does not speak RTMP */
  push(bytes: Buffer): void {
    const rest = this.#greeting === null ? bytes : this.#greet(this.#greeting, bytes)
    if (rest.length === 0) return
    this.#received += rest.length
    for (const message of this.#chunks.push(rest)) this.#handle(message)
    if (this.#ackWindow > 0 && this.#received - this.#acknowledged >= this.#ackWindow / 2) {
      this.#acknowledged = this.#received
      this.#control(messageType.acknowledgement, uint32(this.#received % 2 ** 32))
    }
  }

  /** Goes through the handshake; what follows it. */
  #greet(greeting: Buffer, bytes: Buffer): Buffer {
    const all = Buffer.concat([greeting, bytes])
    if (all.length > 0 && all[0] !== version)
      throw new TapedeckError('STREAM_INVALID', { detail: 'It answers with another version' })
    if (!this.#hasAnswered && all.length >= 1 + handshakeBytes) {
      this.#hasAnswered = true
      this.#send(Buffer.from(all.subarray(1, 1 + handshakeBytes)))
      this.#connect()
    }
    const end = 1 + 2 * handshakeBytes
    this.#greeting = all.length < end ? Buffer.from(all) : null
    return all.subarray(Math.min(end, all.length))
  }

  #connect(): void {
    this.#command(3, 0, [
      'connect',
      1,
      {
        app: this.#address.app,
        flashVer: 'LNX 9,0,124,2',
        tcUrl: this.#address.tcUrl,
        fpad: false,
        capabilities: 15,
        audioCodecs: 4071,
        videoCodecs: 252,
        videoFunction: 1,
        fourCcList: ['av01', 'hvc1', 'vp09'],
      },
    ])
  }

  #play(streamId: number): void {
    this.#streamId = streamId
    // -2000: live if there is one, as ffmpeg asks by default
    this.#command(8, streamId, ['play', 0, null, this.#address.playPath, -2000])
    const event = Buffer.concat([Buffer.from([0, setBufferLength]), uint32(streamId, 3000)])
    this.#control(messageType.userControl, event)
    this.#onEvent({ kind: 'asked' })
  }

  #handle(message: RtmpMessage): void {
    const { type, payload } = message
    if (type === messageType.windowAckSize && payload.length >= 4) {
      this.#ackWindow = payload.readUInt32BE(0)
    } else if (type === messageType.userControl && payload.length >= 6) {
      if (payload.readUInt16BE(0) !== pingRequest) return
      const answer = Buffer.concat([Buffer.from([0, pingResponse]), payload.subarray(2, 6)])
      this.#control(messageType.userControl, answer)
    } else if (type === messageType.commandAmf0) {
      this.#handleCommand(decodeAmf0(payload))
    } else if (type === messageType.commandAmf3) {
      this.#handleCommand(decodeAmf0(payload.subarray(1)))
    } else if (type === messageType.dataAmf0 && payload.includes('onMetaData')) {
      this.#onEvent({ kind: 'described', announcesVideo: announcesVideo(decodeAmf0(payload)) })
    } else if (this.#streamId > 0 && isMediaType(type)) {
      this.#onEvent({ kind: carriesMedia(message) ? 'media' : 'track' })
    }
  }

  #handleCommand([name, transaction, , result]: AmfValue[]): void {
    if (name === '_result' && transaction === 1) {
      this.#control(messageType.windowAckSize, uint32(2_500_000))
      this.#command(3, 0, ['createStream', 2, null])
    } else if (name === '_result' && transaction === 2) {
      this.#play(typeof result === 'number' ? result : 1)
    } else if (name === '_error') {
      this.#onEvent(refusalOf(result))
    } else if (name === 'onStatus' && textOf(result, 'level') === 'error') {
      this.#onEvent(refusalOf(result))
    }
  }

  #command(chunkStreamId: number, streamId: number, values: AmfValue[]): void {
    const payload = encodeAmf0(values)
    this.#send(encodeMessage({ chunkStreamId, type: messageType.commandAmf0, streamId, payload }))
  }

  #control(type: number, payload: Buffer): void {
    this.#send(encodeMessage({ chunkStreamId: 2, type, streamId: 0, payload }))
  }
}

const isMediaType = (type: number): boolean =>
  type === messageType.audio || type === messageType.video || type === messageType.aggregate

/** `onMetaData` names the codec by number or FourCC (FLV spec E.5, Enhanced RTMP v1); servers write 0 for none. */
const announcesVideo = (values: AmfValue[]): boolean =>
  values.some((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const codec = value.videocodecid
    return (typeof codec === 'number' && codec > 0) || (typeof codec === 'string' && codec !== '')
  })

/** Both texts are the server's; the caller takes secrets out of them. */
const refusalOf = (info: AmfValue | undefined): PlayerEvent => {
  const code = textOf(info, 'code')
  const detail = [code, textOf(info, 'description')].filter((text) => text !== '').join(': ')
  const isMissing = /StreamNotFound|not ?found|no such/i.test(detail)
  return { kind: isMissing ? 'not_found' : 'refused', detail: detail.slice(0, 500) }
}
