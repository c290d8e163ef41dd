import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { type FlvTag, tagEndBytes, tagHeaderBytes } from './flv-tags.ts'

/** What of node-media-server's RTMP client is used; it has no types. */
type RtmpClient = {
  socket: Socket | null
  streamId: number
  connect(url: string): Promise<void>
  sendConnect(): Promise<unknown>
  sendCreateStream(): Promise<number>
  sendPublish(stream: string): Promise<unknown>
  sendInvokeMessage(streamId: number, message: object): void
  write(bytes: Buffer): void
  disconnect(): void
}

type Packet = { codec_type: number; dts: number; size: number; data: Buffer }

const require = createRequire(import.meta.url)
const Client = require('node-media-server/src/protocol/rtmp_client.js') as new () => RtmpClient
const { createMessage } = require('node-media-server/src/protocol/rtmp.js') as {
  createMessage(packet: Packet): Buffer
}

const messageTypes = { audio: 8, video: 9, script: 18 }

/**
 * An FLV tag as an RTMP message.
 * @param tagBytes the whole tag with its header and the length behind it
 * @param stampMs its time stamp, of 32 bits
 */
export const rtmpMessage = (kind: FlvTag['kind'], tagBytes: Buffer, stampMs: number): Buffer => {
  const data = tagBytes.subarray(tagHeaderBytes, -tagEndBytes)
  return createMessage({
    codec_type: messageTypes[kind],
    dts: stampMs,
    size: data.length,
    data,
  })
}

/**
 * A publisher of one stream in this process: connected first, then let in, then it sends what it is given. ffmpeg would take
 * longer to start than most tests publish.
 */
export class RtmpPublisher {
  readonly #url: string
  readonly #client = new Client()

  constructor(url: string) {
    this.#url = url
  }

  /** @throws Error when the server cannot be reached or does not let it in */
  async connect(): Promise<void> {
    await this.#client.connect(this.#url)
    this.#client.socket?.setNoDelay(true)
    await this.#client.sendConnect()
    await this.#client.sendCreateStream()
  }

  /** Asks to publish; resolves when the server lets it. */
  async publish(): Promise<void> {
    await this.#client.sendPublish(this.#url.split('/').at(-1) ?? '')
  }

  /** False before it is connected, and when either side has hung up. */
  get isConnected(): boolean {
    return this.#client.socket?.writable === true
  }

  send(message: Buffer): void {
    this.#client.write(message)
  }

  /** Leaves as an encoder does. @throws Error when the connection was cut before */
  async leave(): Promise<void> {
    const { socket, streamId } = this.#client
    if (socket === null || socket.destroyed) throw new Error(`${this.#url} was cut`)
    this.#client.sendInvokeMessage(0, { cmd: 'deleteStream', transId: 0, cmdObj: null, streamId })
    const closed = once(socket, 'close')
    socket.end()
    await closed
  }

  /** Cuts the connection. Safe to call twice. */
  kill(): void {
    this.#client.disconnect()
  }
}
