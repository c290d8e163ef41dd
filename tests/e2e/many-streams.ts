import { join } from 'node:path'
import type { RecordingView } from '@tapedeck/contracts'
import {
  downloadFiles,
  type NginxRtmp,
  type PacketTracks,
  publishMany,
  readPackets,
  readPacketsOfMany,
  type SentPackets,
} from '@tapedeck/testkit'
import { vi } from 'vitest'
import type { World } from './support.ts'

/** What became of one of many streams that were published at once. */
export type ManyRecorded = {
  /** Every recording of the stream; one, if all is well. */
  recordings: RecordingView[]
  files: string[]
  /** What its publisher sent, of the source's packets. */
  sent: PacketTracks
  /** What its files hold. */
  found: PacketTracks
}

/** How it went, in milliseconds from the first request to publish. */
export type ManyTimes = { askedMs: number; acceptedMs: number; recordingMs: number }

/** Media of each recording before the publishers leave. */
const recordedSeconds = 3
const pollMs = 1000

const allRecordings = async (
  { stack: { api } }: World,
  domain: string,
): Promise<RecordingView[]> => {
  const found: RecordingView[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { body } = await api.call<{ items: RecordingView[]; nextCursor: string | null }>(
      'GET',
      `/v1/recordings?limit=200${query}`,
    )
    found.push(...body.items)
    cursor = body.nextCursor
  } while (cursor !== null)
  return found.filter(({ stream }) => stream.domain === domain)
}

const sentOf = (source: PacketTracks, sent: SentPackets | undefined): PacketTracks => ({
  video: source.video.slice(0, sent?.video ?? 0),
  audio: source.audio.slice(0, sent?.audio ?? 0),
})

/**
 * Publishes a source to so many streams of a server in one moment, waits until there are recordings of all of them with some
 * media, leaves with all at once, and waits for the ends. What begins the recordings is the server's own telling and the
 * rules of the domain.
 * @param options.source long enough for the slowest of them to have begun
 */
export const recordMany = async (
  world: World,
  options: {
    server: NginxRtmp
    domain: string
    streams: number
    source: string
    timeoutMs: number
  },
): Promise<{ recorded: ManyRecorded[]; times: ManyTimes }> => {
  const { server, domain, streams, source, timeoutMs } = options
  const names = Array.from({ length: streams }, (_, index) => `m${index}`)
  const until = (isSo: (all: RecordingView[]) => boolean): Promise<boolean> =>
    vi.waitUntil(async () => isSo(await allRecordings(world, domain)), {
      timeout: timeoutMs,
      interval: pollMs,
    })
  const startedAt = performance.now()
  const publishers = await publishMany({
    urls: names.map((name) => server.url('live', name)),
    file: source,
  })
  try {
    const isBegun = ({ startedAt, endedAt }: RecordingView): boolean =>
      startedAt !== null || endedAt !== null
    await until((all) => all.length >= streams && all.every(isBegun))
    const recordingMs = performance.now() - startedAt
    const hasMedia = ({ endedAt, progress }: RecordingView): boolean =>
      endedAt !== null || (progress?.mediaSeconds ?? 0) > recordedSeconds
    for (const { id } of await allRecordings(world, domain))
      await world.stack.api.waitFor(id, hasMedia, timeoutMs)
    const sent = await publishers.stop()
    await until((all) => all.every(({ endedAt }) => endedAt !== null))
    const all = await allRecordings(world, domain)
    const recorded = await Promise.all(
      names.map(async (name, index) => {
        const recordings = all.filter(({ stream }) => stream.stream === name)
        const files: string[] = []
        for (const { id: recordingId } of recordings) {
          const directory = join(world.directory, 'many', recordingId)
          const { api } = world.stack
          const { objects } = world
          const paths = await downloadFiles({ api, objects, recordingId, directory })
          files.push(...Object.values(paths).flat())
        }
        return { recordings, files, sent: sent[index] }
      }),
    )
    const packets = await readPacketsOfMany(recorded.flatMap(({ files }) => files))
    const packetsOfSource = {
      video: [...(await readPackets(source, { kind: 'video' }))],
      audio: [...(await readPackets(source, { kind: 'audio' }))],
    }
    return {
      recorded: recorded.map((one) => {
        const own = packets.splice(0, one.files.length)
        const found = {
          video: own.flatMap(({ video }) => video),
          audio: own.flatMap(({ audio }) => audio),
        }
        return { ...one, sent: sentOf(packetsOfSource, one.sent), found }
      }),
      times: {
        askedMs: publishers.askedWithinMs,
        acceptedMs: publishers.acceptedWithinMs,
        recordingMs,
      },
    }
  } finally {
    publishers.kill()
  }
}
