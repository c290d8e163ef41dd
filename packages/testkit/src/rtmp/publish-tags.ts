import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** One FLV tag (FLV spec E.4.1). */
export type FlvTag = {
  kind: 'audio' | 'video' | 'script'
  timeMs: number
  /** It describes the stream: a sequence header, or metadata. */
  isHeader: boolean
  isKeyframe: boolean
}

/** When a tag is sent, in milliseconds from the first, and its time stamp; one number stands for both. */
export type TagTime = number | { sendAtMs: number; stampMs: number }

export type TagPublisher = {
  /** Resolves when everything is sent or the publisher was ended. */
  done: Promise<void>
  /** Cuts the connection. Safe to call twice. */
  stop(): Promise<void>
}

const kinds: Record<number, FlvTag['kind']> = { 8: 'audio', 9: 'video', 18: 'script' }
const fileHeaderBytes = 13
const tagHeaderBytes = 11
const tagEndBytes = 4

const readTags = (bytes: Buffer): { tag: FlvTag; bytes: Buffer }[] => {
  const tags: { tag: FlvTag; bytes: Buffer }[] = []
  for (let at = fileHeaderBytes; at + tagHeaderBytes <= bytes.length; ) {
    const length = tagHeaderBytes + bytes.readUIntBE(at + 1, 3) + tagEndBytes
    const kind = kinds[bytes.readUInt8(at)] ?? 'script'
    const [first = 0, second = 0] = bytes.subarray(at + tagHeaderBytes, at + tagHeaderBytes + 2)
    const isAac = kind === 'audio' && first >> 4 === 10
    const isAvc = kind === 'video' && (first & 0x0f) === 7
    tags.push({
      tag: {
        kind,
        timeMs: bytes.readUIntBE(at + 4, 3) + bytes.readUInt8(at + 7) * 2 ** 24,
        isHeader: kind === 'script' || ((isAac || isAvc) && second === 0),
        isKeyframe: isAvc && second === 1 && first >> 4 === 1,
      },
      bytes: bytes.subarray(at, at + length),
    })
    at += length
  }
  return tags
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
