import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hashPackets, type MediaPacket, type PacketKind, type PacketsOf } from './hash-packets.ts'

export type { MediaPacket, PacketKind }

/** The packets of both kinds; empty where there is no such track. */
export type PacketTracks = Record<PacketKind, readonly MediaPacket[]>

const readAgain = async (input: string): Promise<PacketsOf> => (await hashPackets([input]))[0] ?? {}

/** Files whose packets are remembered; the oldest is forgotten. */
const maxRemembered = 64
const remembered = new Map<string, Promise<PacketsOf>>()

const markOf = async (path: string): Promise<string> => {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true })
  return `${path} ${ino} ${size} ${mtimeNs}`
}

/** The files that a playlist names, as paths. */
const namedBy = async (playlist: string): Promise<string[]> => {
  const lines = (await readFile(playlist, 'utf8')).split('\n')
  const uris = lines.flatMap((line) => {
    const attribute = /^#EXT-X-MAP:.*URI="([^"]+)"/.exec(line)?.[1]
    return attribute ?? (line.startsWith('#') || line.trim() === '' ? [] : line.trim())
  })
  return uris.map((uri) => join(dirname(playlist), decodeURIComponent(uri)))
}

/** What a file or playlist is known by while nobody writes to it; null for what is no file. */
const fileMark = async (input: string): Promise<string | null> => {
  try {
    const paths = input.endsWith('.m3u8') ? [input, ...(await namedBy(input))] : [input]
    return (await Promise.all(paths.map(markOf))).join('\n')
  } catch {
    // a URL, or a playlist of URLs
    return null
  }
}

const remember = (mark: string, packets: Promise<PacketsOf>): void => {
  remembered.set(mark, packets)
  const [oldest] = remembered.keys()
  if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest)
}

const readOnce = async (input: string): Promise<PacketsOf> => {
  const mark = await fileMark(input)
  if (mark === null) return readAgain(input)
  const known = remembered.get(mark)
  if (known !== undefined) return known
  const packets = readAgain(input)
  remember(mark, packets)
  return packets
}

/**
 * Every packet of the first video or audio track, in file order; empty when there is no such track.
 * ffmpeg does the demuxing, so that our own readers and writers are judged by somebody else. A file that has not changed
 * is read once: most tests compare with the same source, and ask for one kind after the other.
 */
export const readPackets = async (
  input: string,
  options: { kind: PacketKind },
): Promise<readonly MediaPacket[]> => (await readOnce(input))[options.kind] ?? []

/** Files that one program reads at once. */
const readTogether = 50

/** Of several files; one that cannot be read keeps the others from nothing. */
const readSome = async (inputs: readonly string[]): Promise<Promise<PacketsOf>[]> => {
  const together = hashPackets(inputs)
  const isGood = await together.then(
    () => true,
    () => false,
  )
  return inputs.map((input, index) => {
    const packets = isGood ? together.then((all) => all[index] ?? {}) : readAgain(input)
    // seen by whoever waits for it
    packets.catch(() => undefined)
    return packets
  })
}

/**
 * Every packet of many files, in the order of the files; what `readPackets` is asked of them afterwards is known.
 * @throws Error when one of them cannot be read
 */
export const readPacketsOfMany = async (files: readonly string[]): Promise<PacketTracks[]> => {
  const marks = new Map<string, string | null>()
  for (const file of files) marks.set(file, await fileMark(file))
  const found = new Map<string, Promise<PacketsOf>>()
  for (const [file, mark] of marks) {
    const known = remembered.get(mark ?? '')
    if (known !== undefined) found.set(file, known)
  }
  const unknown = [...marks.keys()].filter((file) => !found.has(file))
  for (let first = 0; first < unknown.length; first += readTogether) {
    const some = unknown.slice(first, first + readTogether)
    for (const [index, packets] of (await readSome(some)).entries()) {
      const file = some[index] ?? ''
      found.set(file, packets)
      const mark = marks.get(file) ?? null
      if (mark !== null) remember(mark, packets)
    }
  }
  return Promise.all(
    files.map(async (file) => {
      const { video = [], audio = [] } = (await found.get(file)) ?? {}
      return { video, audio }
    }),
  )
}
