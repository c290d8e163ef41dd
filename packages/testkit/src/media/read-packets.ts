import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inputArguments } from './input-arguments.ts'
import { runTool } from './run-tool.ts'

export type PacketKind = 'video' | 'audio'

/** One packet of media, told by its payload alone. */
export type MediaPacket = {
  /** The same for the same access unit in FLV, MP4, CMAF and TS. */
  hash: string
  /** Payload bytes that the hash covers. */
  bytes: number
  /** As the container says, in milliseconds. */
  ptsMs: number
  dtsMs: number
  isKeyframe: boolean
}

/**
 * Bitstream filters that bring a payload to the same bytes in every container: video as Annex B without parameter
 * sets, access unit delimiters and SEI (containers move, repeat or drop those), AAC without ADTS headers.
 */
const normalisers: Record<string, string> = {
  h264: 'h264_mp4toannexb,filter_units=remove_types=6-9',
  hevc: 'hevc_mp4toannexb,filter_units=remove_types=32-35|39-40',
  av1: 'filter_units=remove_types=2',
  aac: 'aac_adtstoasc',
}

/** The packets of both kinds; empty where there is no such track. */
export type PacketTracks = Record<PacketKind, MediaPacket[]>

type Track = { kind: PacketKind; codec: string; index: number; keyframes: boolean[] }

/**
 * The first track of each kind, and which of its packets are keyframes, in file order: the hashing muxer does not tell.
 */
const lookAt = async (input: string): Promise<Track[]> => {
  const { stdout } = await runTool('ffprobe', [
    ...['-v', 'error', '-show_entries', 'stream=index,codec_type,codec_name'],
    ...['-show_entries', 'packet=stream_index,flags'],
    ...['-of', 'compact=nokey=0', ...inputArguments(input)],
  ])
  const rows = stdout.split('\n').map((line) => {
    const [section, ...fields] = line.split('|')
    return { section, fields: Object.fromEntries(fields.map((field) => field.split('='))) }
  })
  const kinds: PacketKind[] = ['video', 'audio']
  const tracks = kinds.flatMap((kind) => {
    const row = rows.find(
      ({ section, fields }) => section === 'stream' && fields.codec_type === kind,
    )
    if (row === undefined) return []
    const { index, codec_name: codec } = row.fields
    return [{ kind, codec: String(codec), index: Number(index), keyframes: [] as boolean[] }]
  })
  const byIndex = new Map(tracks.map((track) => [String(track.index), track]))
  for (const { section, fields } of rows)
    if (section === 'packet')
      byIndex.get(fields.stream_index)?.keyframes.push(String(fields.flags).startsWith('K'))
  return tracks
}

/** The packets of each track, in the order of the tracks, from what the hashing muxer printed. */
const parseHashes = (text: string, tracks: readonly Track[]): MediaPacket[][] => {
  const ticksPerMs = tracks.map(() => 1)
  const packets = tracks.map((): MediaPacket[] => [])
  for (const line of text.split('\n')) {
    const timeBase = /^#tb (\d+): (\d+)\/(\d+)/.exec(line)
    if (timeBase !== null)
      ticksPerMs[Number(timeBase[1])] = Number(timeBase[3]) / Number(timeBase[2]) / 1000
    if (line === '' || line.startsWith('#')) continue
    const [stream, dts, pts, , bytes, hash = ''] = line.split(',').map((field) => field.trim())
    const found = packets[Number(stream)]
    const perMs = ticksPerMs[Number(stream)] ?? 1
    found?.push({
      hash,
      bytes: Number(bytes),
      ptsMs: Number(pts) / perMs,
      dtsMs: Number(dts) / perMs,
      isKeyframe: tracks[Number(stream)]?.keyframes[found.length] ?? false,
    })
  }
  return packets
}

type PacketsOf = Partial<Record<PacketKind, readonly MediaPacket[]>>

/** What the hashing muxer prints of the same tracks of all inputs, one input after the other. */
const hashesOf = async (inputs: readonly string[], tracks: readonly Track[]): Promise<string> => {
  const { stdout } = await runTool('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-copyts', ...inputs.flatMap(inputArguments)],
    ...inputs.flatMap((_, input) => tracks.flatMap(({ index }) => ['-map', `${input}:${index}`])),
    ...['-c', 'copy', '-copyinkf'],
    ...inputs.flatMap((_, input) =>
      tracks.flatMap(({ codec }, track) => {
        const normaliser = normalisers[codec]
        const output = input * tracks.length + track
        return normaliser === undefined ? [] : [`-bsf:${output}`, normaliser]
      }),
    ),
    ...['-avoid_negative_ts', 'disabled', '-f', 'framehash', '-hash', 'md5', 'pipe:1'],
  ])
  return stdout
}

/** Two programs look at a file, once each for all of its tracks: starting them takes longer than reading. */
const readAgain = async (input: string): Promise<PacketsOf> => {
  const tracks = await lookAt(input)
  if (tracks.length === 0) return {}
  const stdout = await hashesOf([input], tracks)
  const packets = parseHashes(stdout, tracks)
  return Object.fromEntries(tracks.map(({ kind }, index) => [kind, packets[index]]))
}

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

const readOnce = async (input: string): Promise<PacketsOf> => {
  const mark = await fileMark(input)
  if (mark === null) return readAgain(input)
  const known = remembered.get(mark)
  if (known !== undefined) return known
  const packets = readAgain(input)
  remembered.set(mark, packets)
  const [oldest] = remembered.keys()
  if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest)
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

/**
 * The packets of many files that are made alike, for instance recordings of one source: the first of them is looked at, and
 * one program reads fifty at a time. Starting two for each file takes longer than recording it did. Keyframes are not told.
 */
export const readPacketsOfMany = async (files: readonly string[]): Promise<PacketTracks[]> => {
  const tracks = (await lookAt(files[0] ?? '')).map((track) => ({ ...track, keyframes: [] }))
  const found: PacketTracks[] = []
  for (let first = 0; first < files.length; first += readTogether) {
    const some = files.slice(first, first + readTogether)
    const all = some.flatMap(() => tracks)
    const packets = parseHashes(await hashesOf(some, tracks), all)
    for (const file of some.keys()) {
      const own: PacketTracks = { video: [], audio: [] }
      for (const [index, { kind }] of tracks.entries())
        own[kind] = packets[file * tracks.length + index] ?? []
      found.push(own)
    }
  }
  return found
}
