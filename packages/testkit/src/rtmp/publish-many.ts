import { readFile } from 'node:fs/promises'
import { readTags } from './flv-tags.ts'
import { RtmpPublisher, rtmpMessage } from './rtmp-publisher.ts'

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

/** A file as messages, made once and sent to everyone. */
const messagesOf = (file: Buffer): Message[] =>
  readTags(file).map(({ tag: { kind, isHeader, timeMs }, bytes }) => ({
    kind,
    isHeader,
    timeMs,
    bytes: rtmpMessage(kind, bytes, timeMs),
  }))

/** One publisher: connected at first, then let in, then sending at the speed of the time stamps. */
class OneOfMany {
  readonly #publisher: RtmpPublisher
  #startedAtMs: number | null = null
  #next = 0
  readonly sent: SentPackets = { video: 0, audio: 0 }

  constructor(url: string) {
    this.#publisher = new RtmpPublisher(url)
  }

  async connect(): Promise<void> {
    await this.#publisher.connect()
  }

  async publish(): Promise<void> {
    await this.#publisher.publish()
    this.#startedAtMs = performance.now()
  }

  /** Sends what is due. */
  send(messages: readonly Message[]): void {
    if (this.#startedAtMs === null || !this.#publisher.isConnected) return
    const untilMs = performance.now() - this.#startedAtMs
    for (
      let message = messages[this.#next];
      message !== undefined;
      message = messages[this.#next]
    ) {
      if (message.timeMs > untilMs) return
      this.#publisher.send(message.bytes)
      if (message.kind !== 'script' && !message.isHeader) this.sent[message.kind] += 1
      this.#next += 1
    }
  }

  async leave(): Promise<void> {
    this.#startedAtMs = null
    await this.#publisher.leave()
  }

  kill(): void {
    this.#startedAtMs = null
    this.#publisher.kill()
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
  const publishers = options.urls.map((url) => new OneOfMany(url))
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
