import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
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
export type PacketTracks = Record<PacketKind, readonly MediaPacket[]>

/** Every packet of a track with its own times. */
const asItIs = ['-c', 'copy', '-copyinkf', '-avoid_negative_ts', 'disabled']

type Track = { kind: PacketKind; codec: string; keyframes: boolean[] }

const isKind = (text: string | undefined): text is PacketKind =>
  text === 'video' || text === 'audio'

/** The tracks of one input from what the checksumming muxer printed of it; a flag is told of every packet but plain keyframes. */
const parseTracks = (text: string): Track[] => {
  const tracks: Track[] = []
  for (const line of text.split('\n')) {
    const [, kind] = /^#media_type \d+: (\w+)/.exec(line) ?? []
    if (isKind(kind)) tracks.push({ kind, codec: '', keyframes: [] })
    const [, track, codec] = /^#codec_id (\d+): (\S+)/.exec(line) ?? []
    const named = tracks[Number(track)]
    if (named !== undefined && codec !== undefined) named.codec = codec
    if (line === '' || line.startsWith('#')) continue
    const [, flags = '0x1'] = /, F=(0x[0-9A-F]+)/.exec(line) ?? []
    tracks[Number(line.split(',')[0])]?.keyframes.push((Number(flags) & 1) === 1)
  }
  return tracks
}

/**
 * The first track of each kind of each input, and which of its packets are keyframes, in file order: the hashing muxer does
 * not tell.
 */
const lookAt = async (inputs: readonly string[]): Promise<Track[][]> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-packets-'))
  const outputOf = (input: number): string => join(directory, `${input}.framecrc`)
  try {
    await runTool('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-copyts', ...inputs.flatMap(inputArguments)],
      ...inputs.flatMap((_, input) => [
        ...['-map', `${input}:v:0?`, '-map', `${input}:a:0?`, ...asItIs],
        ...['-f', 'framecrc', outputOf(input)],
      ]),
    ])
    const texts = await Promise.all(inputs.map((_, input) => readFile(outputOf(input), 'utf8')))
    return texts.map(parseTracks)
  } catch (error) {
    if (inputs.length === 1 && String(error).includes('does not contain any stream')) return [[]]
    throw error
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
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

/** The packets of each input: two programs look at all of them, because starting one takes longer than reading a file. */
const readAll = async (inputs: readonly string[]): Promise<PacketsOf[]> => {
  const tracksOf = await lookAt(inputs)
  const all = tracksOf.flatMap((tracks, input) => tracks.map((track) => ({ ...track, input })))
  if (all.length === 0) return inputs.map(() => ({}))
  const { stdout } = await runTool('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-copyts', ...inputs.flatMap(inputArguments)],
    ...all.flatMap(({ input, kind }) => ['-map', `${input}:${kind.slice(0, 1)}:0`]),
    ...asItIs,
    ...all.flatMap(({ codec }, output) => {
      const normaliser = normalisers[codec]
      return normaliser === undefined ? [] : [`-bsf:${output}`, normaliser]
    }),
    ...['-f', 'framehash', '-hash', 'md5', 'pipe:1'],
  ])
  const packets = parseHashes(stdout, all)
  const found = inputs.map((): PacketsOf => ({}))
  for (const [output, { input, kind }] of all.entries()) {
    const own = found[input]
    if (own !== undefined) own[kind] = packets[output] ?? []
  }
  return found
}

const readAgain = async (input: string): Promise<PacketsOf> => (await readAll([input]))[0] ?? {}

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
  const together = readAll(inputs)
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
