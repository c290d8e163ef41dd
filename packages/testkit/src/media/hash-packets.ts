import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
const h264 = 'h264_mp4toannexb,filter_units=remove_types=6-9'
const aac = 'aac_adtstoasc'
const normalisers: Record<string, string> = {
  h264,
  hevc: 'hevc_mp4toannexb,filter_units=remove_types=32-35|39-40',
  av1: 'filter_units=remove_types=2',
  aac,
}

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

/** Runs ffmpeg with files to write for each input; resolves to what is in them. */
const writeForEach = async (
  inputs: readonly string[],
  outputsOf: (input: number, fileOf: (name: string) => string) => string[],
  names: readonly string[],
): Promise<string[][]> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-packets-'))
  const fileOf = (input: number, name: string): string => join(directory, `${input}.${name}`)
  try {
    await runTool('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-copyts', ...inputs.flatMap(inputArguments)],
      ...inputs.flatMap((_, input) => outputsOf(input, (name) => fileOf(input, name))),
    ])
    return await Promise.all(
      inputs.map((_, input) =>
        Promise.all(names.map((name) => readFile(fileOf(input, name), 'utf8'))),
      ),
    )
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The first track of each kind of an input, as it is. */
const firstTracks = (input: number): string[] => [
  ...['-map', `${input}:v:0?`, '-map', `${input}:a:0?`],
  ...asItIs,
]

/**
 * The first track of each kind of each input, and which of its packets are keyframes, in file order: the hashing muxer does
 * not tell.
 */
const lookAt = async (inputs: readonly string[]): Promise<Track[][]> => {
  try {
    const found = await writeForEach(
      inputs,
      (input, fileOf) => [...firstTracks(input), '-f', 'framecrc', fileOf('crc')],
      ['crc'],
    )
    return found.map(([text = '']) => parseTracks(text))
  } catch (error) {
    if (inputs.length === 1 && String(error).includes('does not contain any stream')) return [[]]
    throw error
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

/** What one input holds; a kind that is absent has no track. */
export type PacketsOf = Partial<Record<PacketKind, readonly MediaPacket[]>>

/** The packets of an input by kind. */
const byKind = (tracks: readonly Track[], packets: readonly MediaPacket[][]): PacketsOf =>
  Object.fromEntries(tracks.map(({ kind }, index) => [kind, packets[index] ?? []]))

/** The packets of each input by one program; it fails when one of them is not H.264 with AAC, or one of these alone. */
const readUsual = async (inputs: readonly string[]): Promise<PacketsOf[]> => {
  const found = await writeForEach(
    inputs,
    (input, fileOf) => [
      ...[...firstTracks(input), '-f', 'framecrc', fileOf('crc')],
      ...firstTracks(input),
      ...['-bsf:v', h264, '-bsf:a', aac],
      ...['-f', 'framehash', '-hash', 'md5', fileOf('hash')],
    ],
    ['crc', 'hash'],
  )
  return found.map(([checksums = '', hashes = '']) => {
    const tracks = parseTracks(checksums)
    return byKind(tracks, parseHashes(hashes, tracks))
  })
}

/** The packets of each input, of any codec: one program tells the codecs, another one hashes. */
const readAny = async (inputs: readonly string[]): Promise<PacketsOf[]> => {
  const tracksOf = await lookAt(inputs)
  if (tracksOf.every((tracks) => tracks.length === 0)) return inputs.map(() => ({}))
  const found = await writeForEach(
    inputs,
    (input, fileOf) => {
      const tracks = tracksOf[input] ?? []
      return [
        ...tracks.flatMap(({ kind }) => ['-map', `${input}:${kind.slice(0, 1)}:0`]),
        ...asItIs,
        ...tracks.flatMap(({ codec }, index) => {
          const normaliser = normalisers[codec]
          return normaliser === undefined ? [] : [`-bsf:${index}`, normaliser]
        }),
        ...['-f', 'framehash', '-hash', 'md5', fileOf('hash')],
      ]
    },
    ['hash'],
  )
  return found.map(([hashes = ''], input) => {
    const tracks = tracksOf[input] ?? []
    return byKind(tracks, parseHashes(hashes, tracks))
  })
}

/**
 * The packets of each input, all of them read at once, because starting a program takes longer than reading a file.
 * @throws Error when one of them cannot be read
 */
export const hashPackets = (inputs: readonly string[]): Promise<PacketsOf[]> =>
  readUsual(inputs).catch(() => readAny(inputs))
