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

type Codec = { codec_name: string; extradata?: string }

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

const codecOf = async (input: string, selector: string): Promise<Codec | null> => {
  const { stdout } = await runTool('ffprobe', [
    ...['-v', 'error', '-select_streams', selector, '-show_entries', 'stream=codec_name'],
    ...['-of', 'json', ...inputArguments(input)],
  ])
  const { streams = [] } = JSON.parse(stdout) as { streams?: Codec[] }
  return streams[0] ?? null
}

/**
 * Which packets are keyframes, in file order. Asked separately, since the hashing muxer does not tell.
 */
const keyframeFlags = async (input: string, selector: string): Promise<boolean[]> => {
  const { stdout } = await runTool('ffprobe', [
    ...['-v', 'error', '-select_streams', selector, '-show_entries', 'packet=flags'],
    ...['-of', 'csv=p=0', ...inputArguments(input)],
  ])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.startsWith('K'))
}

/**
 * Every packet of the first video or audio track, in file order; empty when there is no such track.
 * ffmpeg does the demuxing, so that our own readers and writers are judged by somebody else.
 */
export const readPackets = async (
  input: string,
  options: { kind: PacketKind },
): Promise<MediaPacket[]> => {
  const selector = options.kind === 'video' ? 'v:0' : 'a:0'
  const codec = await codecOf(input, selector)
  if (codec === null) return []
  const normaliser = normalisers[codec.codec_name]
  const [{ stdout }, flags] = await Promise.all([
    runTool('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-copyts', ...inputArguments(input)],
      ...['-map', `0:${selector}`, '-c', 'copy', '-copyinkf'],
      ...(normaliser === undefined ? [] : ['-bsf', normaliser]),
      ...['-avoid_negative_ts', 'disabled', '-f', 'framehash', '-hash', 'md5', 'pipe:1'],
    ]),
    keyframeFlags(input, selector),
  ])
  return parseHashes(stdout, flags)
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
