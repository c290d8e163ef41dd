import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { readTags, tagEndBytes, tagHeaderBytes } from './flv-tags.ts'

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

/** Packets of one stream that were handed to the server, headers not counted. */
export type SentPackets = { video: number; audio: number }

export type ManyPublishers = {
  /** From the first request to publish to the last; the server and its callbacks answer them later. */
  askedWithinMs: number
  /** From the first request to publish to the last answer that lets a publisher in. */
  acceptedWithinMs: number
  /** Leaves with all of them as an encoder does; resolves to what each has sent, in the order of the URLs. */
  stop(): Promise<SentPackets[]>
  /** Cuts every connection. Safe to call twice, and after `stop`. */
  kill(): void
}

type Message = {
  kind: keyof SentPackets | 'script'
  isHeader: boolean
  timeMs: number
  bytes: Buffer
}

const tickMs = 20
/** Connections that are opened at once: a server's backlog is small. */
const openedAtOnce = 50
const codecTypes = { audio: 8, video: 9, script: 18 }

/** A file as messages, made once and sent to everyone. */
const messagesOf = (file: Buffer): Message[] =>
  readTags(file).map(({ tag: { kind, isHeader, timeMs }, bytes }) => {
    const data = bytes.subarray(tagHeaderBytes, -tagEndBytes)
    const packet = { codec_type: codecTypes[kind], dts: timeMs, size: data.length, data }
    return { kind, isHeader, timeMs, bytes: createMessage(packet) }
  })

/** One publisher: connected at first, then let in, then sending at the speed of the time stamps. */
class OnePublisher {
  readonly #url: string
  readonly #client = new Client()
  #startedAtMs: number | null = null
  #next = 0
  readonly sent: SentPackets = { video: 0, audio: 0 }

  constructor(url: string) {
    this.#url = url
  }

  async connect(): Promise<void> {
    await this.#client.connect(this.#url)
    this.#client.socket?.setNoDelay(true)
    await this.#client.sendConnect()
    await this.#client.sendCreateStream()
  }

  async publish(): Promise<void> {
    await this.#client.sendPublish(this.#url.split('/').at(-1) ?? '')
    this.#startedAtMs = performance.now()
  }

  /** Sends what is due. */
  send(messages: readonly Message[]): void {
    if (this.#startedAtMs === null || this.#client.socket?.writable !== true) return
    const untilMs = performance.now() - this.#startedAtMs
    for (
      let message = messages[this.#next];
      message !== undefined;
      message = messages[this.#next]
    ) {
      if (message.timeMs > untilMs) return
      this.#client.write(message.bytes)
      if (message.kind !== 'script' && !message.isHeader) this.sent[message.kind] += 1
      this.#next += 1
    }
  }

  async leave(): Promise<void> {
    this.#startedAtMs = null
    const { socket, streamId } = this.#client
    if (socket === null || socket.destroyed) throw new Error(`${this.#url} was cut`)
    this.#client.sendInvokeMessage(0, { cmd: 'deleteStream', transId: 0, cmdObj: null, streamId })
    const closed = once(socket, 'close')
    socket.end()
    await closed
  }

  kill(): void {
    this.#startedAtMs = null
    this.#client.disconnect()
  }
}

/**
 * Publishes an FLV file to many addresses from this process, all of them asked for in the same moment: connections are made
 * before, and each begins to send when the server lets it in. Two hundred publishers as processes would cost more than what
 * is tested with them.
 * @param options.file at least as long as it is published; nothing is sent behind its end
 * @throws Error when a connection is refused
 */
export const publishMany = async (options: {
  urls: readonly string[]
  file: string
}): Promise<ManyPublishers> => {
  const messages = messagesOf(await readFile(options.file))
  const publishers = options.urls.map((url) => new OnePublisher(url))
  const kill = (): void => {
    clearInterval(timer)
    for (const publisher of publishers) publisher.kill()
  }
  const timer = setInterval(() => {
    for (const publisher of publishers) publisher.send(messages)
  }, tickMs)
  try {
    for (let first = 0; first < publishers.length; first += openedAtOnce)
      await Promise.all(publishers.slice(first, first + openedAtOnce).map((one) => one.connect()))
    const askedAtMs = performance.now()
    const answers = publishers.map((publisher) => publisher.publish())
    const askedWithinMs = performance.now() - askedAtMs
    await Promise.all(answers)
    return {
      askedWithinMs,
      acceptedWithinMs: performance.now() - askedAtMs,
      stop: async () => {
        clearInterval(timer)
        await Promise.all(publishers.map((publisher) => publisher.leave()))
        return publishers.map(({ sent }) => sent)
      },
      kill,
    }
  } catch (error) {
    kill()
    throw error
  }
}
