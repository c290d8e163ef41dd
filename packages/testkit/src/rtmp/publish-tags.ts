import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FlvTag, readTags } from './flv-tags.ts'
import { RtmpPublisher, rtmpMessage } from './rtmp-publisher.ts'

/** When a tag is sent, in milliseconds from the first, and its time stamp; one number stands for both. */
export type TagTime = number | { sendAtMs: number; stampMs: number }

export type TagPublisher = {
  /** Resolves when everything is sent or the publisher was ended. */
  done: Promise<void>
  /** Cuts the connection. Safe to call twice. */
  stop(): Promise<void>
}

type DueMessage = { sendAtMs: number; message: Buffer }

const chosenMessages = (file: Buffer, timeOf: (tag: FlvTag) => TagTime | null): DueMessage[] =>
  readTags(file)
    .flatMap(({ tag, bytes }) => {
      const time = timeOf(tag)
      if (time === null) return []
      const { sendAtMs, stampMs } =
        typeof time === 'number' ? { sendAtMs: time, stampMs: time } : time
      return [{ sendAtMs, message: rtmpMessage(tag.kind, bytes, stampMs % 2 ** 32) }]
    })
    .toSorted((a, b) => a.sendAtMs - b.sendAtMs)

/**
 * Publishes chosen tags of an FLV file, each at its time: streams that no encoder of
 * ours would make, for instance with a track that nothing announces.
 * @param options.timeOf when a tag is sent, and which time stamp it gets; null for never. Headers are tags of their own.
 */
export const publishTags = (options: {
  url: string
  file: string
  timeOf: (tag: FlvTag) => TagTime | null
}): TagPublisher => {
  const publisher = new RtmpPublisher(options.url)
  const stopped = new AbortController()
  const pour = async (): Promise<void> => {
    const messages = chosenMessages(await readFile(options.file), options.timeOf)
    await publisher.connect()
    await publisher.publish()
    const startedAt = performance.now()
    for (const { sendAtMs, message } of messages) {
      const dueMs = sendAtMs - (performance.now() - startedAt)
      if (dueMs > 0) await sleep(dueMs, undefined, { signal: stopped.signal })
      // the server hung up, which `done` shows
      if (!publisher.isConnected) return
      publisher.send(message)
    }
    await publisher.leave()
  }
  const done = pour().catch((error: unknown) => {
    publisher.kill()
    if (!stopped.signal.aborted) throw error
  })
  return {
    done,
    stop: async () => {
      stopped.abort()
      publisher.kill()
      await done
    },
  }
}
