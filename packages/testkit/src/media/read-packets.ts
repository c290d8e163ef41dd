import { stat } from 'node:fs/promises'
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

/**
 * The codec of a track, null when there is none, and which of its packets are keyframes, in file order: the hashing muxer
 * does not tell.
 */
const lookAt = async (
  input: string,
  selector: string,
): Promise<{ codec: string | null; flags: boolean[] }> => {
  const { stdout } = await runTool('ffprobe', [
    ...['-v', 'error', '-select_streams', selector],
    ...['-show_entries', 'stream=codec_name:packet=flags'],
    ...['-of', 'json', ...inputArguments(input)],
  ])
  const { streams = [], packets = [] } = JSON.parse(stdout) as {
    streams?: { codec_name: string }[]
    packets?: { flags: string }[]
  }
  return {
    codec: streams[0]?.codec_name ?? null,
    flags: packets.map(({ flags }) => flags.startsWith('K')),
  }
}

const readAgain = async (input: string, kind: PacketKind): Promise<MediaPacket[]> => {
  const selector = kind === 'video' ? 'v:0' : 'a:0'
  const { codec, flags } = await lookAt(input, selector)
  if (codec === null) return []
  const normaliser = normalisers[codec]
  const { stdout } = await runTool('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-copyts', ...inputArguments(input)],
    ...['-map', `0:${selector}`, '-c', 'copy', '-copyinkf'],
    ...(normaliser === undefined ? [] : ['-bsf', normaliser]),
    ...['-avoid_negative_ts', 'disabled', '-f', 'framehash', '-hash', 'md5', 'pipe:1'],
  ])
  return parseHashes(stdout, flags)
}

/** Files whose packets are remembered; the oldest is forgotten. */
const maxRemembered = 64
const remembered = new Map<string, Promise<MediaPacket[]>>()

/** What a file is known by while nobody writes to it; null for what is no file, or a list of others. */
const fileMark = async (input: string): Promise<string | null> => {
  if (input.endsWith('.m3u8')) return null
  const facts = await stat(input, { bigint: true }).catch(() => null)
  return facts === null ? null : `${input} ${facts.ino} ${facts.size} ${facts.mtimeNs}`
}

/**
 * Every packet of the first video or audio track, in file order; empty when there is no such track.
 * ffmpeg does the demuxing, so that our own readers and writers are judged by somebody else. A file that has not changed
 * is read once: most tests compare with the same source.
 */
export const readPackets = async (
  input: string,
  options: { kind: PacketKind },
): Promise<MediaPacket[]> => {
  const mark = await fileMark(input)
  if (mark === null) return readAgain(input, options.kind)
  const key = `${mark} ${options.kind}`
  const known = remembered.get(key)
  const packets = known ?? readAgain(input, options.kind)
  if (known === undefined) remembered.set(key, packets)
  const [oldest] = remembered.keys()
  if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest)
  return structuredClone(await packets)
}

const parseHashes = (text: string, flags: readonly boolean[]): MediaPacket[] => {
  let ticksPerMs = 1
  const packets: MediaPacket[] = []
  for (const line of text.split('\n')) {
    const timeBase = /^#tb 0: (\d+)\/(\d+)/.exec(line)
    if (timeBase !== null) ticksPerMs = Number(timeBase[2]) / Number(timeBase[1]) / 1000
    if (line === '' || line.startsWith('#')) continue
    const [, dts, pts, , bytes, hash = ''] = line.split(',').map((field) => field.trim())
    packets.push({
      hash,
      bytes: Number(bytes),
      ptsMs: Number(pts) / ticksPerMs,
      dtsMs: Number(dts) / ticksPerMs,
      isKeyframe: flags[packets.length] ?? false,
    })
  }
  return packets
}
