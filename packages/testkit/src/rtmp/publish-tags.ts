import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FlvTag, fileHeaderBytes, readTags } from './flv-tags.ts'

/** When a tag is sent, in milliseconds from the first, and its time stamp; one number stands for both. */
export type TagTime = number | { sendAtMs: number; stampMs: number }

export type TagPublisher = {
  /** Resolves when everything is sent or the publisher was ended. */
  done: Promise<void>
  /** Cuts the connection. Safe to call twice. */
  stop(): Promise<void>
}

const chosenTags = (file: Buffer, timeOf: (tag: FlvTag) => TagTime | null) =>
  readTags(file)
    .flatMap(({ tag, bytes }) => {
      const time = timeOf(tag)
      if (time === null) return []
      const { sendAtMs, stampMs } =
        typeof time === 'number' ? { sendAtMs: time, stampMs: time } : time
      bytes.writeUIntBE(stampMs % 2 ** 24, 4, 3)
      bytes.writeUInt8(Math.floor(stampMs / 2 ** 24) % 256, 7)
      return [{ sendAtMs, bytes }]
    })
    .toSorted((a, b) => a.sendAtMs - b.sendAtMs)

/**
 * Publishes chosen tags of an FLV file, each at its time: streams that no encoder of
 * ours would make, for instance with a track that nothing announces. ffmpeg only speaks RTMP for it.
 * @param options.timeOf when a tag is sent, and which time stamp it gets; null for never. Headers are tags of their own.
 */
export const publishTags = (options: {
  url: string
  file: string
  timeOf: (tag: FlvTag) => TagTime | null
}): TagPublisher => {
  const publisher = spawn(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', '-f', 'data', '-blocksize', '1', '-i', 'pipe:0'],
      ...['-map', '0', '-c', 'copy', '-flush_packets', '1', '-f', 'data', options.url],
    ],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  )
  const exited = once(publisher, 'close')
  const gone = new AbortController()
  void exited.then(() => gone.abort())
  // ffmpeg leaves when the server hangs up, which `done` shows
  publisher.stdin.on('error', () => gone.abort())
  const pour = async (): Promise<void> => {
    const bytes = await readFile(options.file)
    publisher.stdin.write(bytes.subarray(0, fileHeaderBytes))
    const startedAt = performance.now()
    for (const { sendAtMs, bytes: tagBytes } of chosenTags(bytes, options.timeOf)) {
      const dueMs = sendAtMs - (performance.now() - startedAt)
      if (dueMs > 0) await sleep(dueMs, undefined, { signal: gone.signal })
      publisher.stdin.write(tagBytes)
    }
    publisher.stdin.end()
  }
  const done = pour()
    .catch((error: unknown) => {
      if (!gone.signal.aborted) throw error
    })
    .then(async () => {
      await exited
    })
  return {
    done,
    stop: async () => {
      publisher.kill('SIGKILL')
      await exited
    },
  }
}
