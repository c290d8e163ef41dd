import { runTool } from './run-tool.ts'

export type Packet = { ptsMs: number; dtsMs: number; hash: string }
export type Packets = { video: Packet[]; audio: Packet[] }

type ProbedPacket = {
  codec_type: 'video' | 'audio'
  pts_time: string
  dts_time: string
  data_hash: string
}

const probe = async (input: string): Promise<Packets> => {
  const args = ['-v', 'error', '-show_packets', '-show_data_hash', 'sha256', '-of', 'json', input]
  const { stdout } = await runTool('ffprobe', args)
  const packets = (JSON.parse(stdout) as { packets: ProbedPacket[] }).packets
  const of = (kind: string): Packet[] =>
    packets
      .filter((packet) => packet.codec_type === kind)
      .map((packet) => ({
        ptsMs: Number(packet.pts_time) * 1000,
        dtsMs: Number(packet.dts_time) * 1000,
        hash: packet.data_hash,
      }))
  return { video: of('video'), audio: of('audio') }
}

/** Looks at each input once, since no test writes a file twice; keeps the newest answers. */
const once = <A extends unknown[], T>(
  look: (...of: A) => Promise<T>,
): ((...of: A) => Promise<T>) => {
  const known = new Map<string, Promise<T>>()
  return (...of) => {
    const input = JSON.stringify(of)
    const answer = known.get(input) ?? look(...of)
    known.set(input, answer)
    const [oldest] = known.keys()
    if (known.size > 64 && oldest !== undefined) known.delete(oldest)
    return answer
  }
}

/** Every packet as the demuxer hands it out, with the hash of its bytes. */
export const probePackets: (input: string) => Promise<Packets> = (() => {
  const probeOnce = once(probe)
  // as a callback of map it is given more
  return (input) => probeOnce(input)
})()

/** Bit stream filters that bring a track to the same bytes whatever the container was. */
export const bareFilters = {
  h264: ['h264_mp4toannexb', 'filter_units=remove_types=7-9'],
  h265: ['hevc_mp4toannexb', 'filter_units=remove_types=32-35'],
  adts: ['aac_adtstoasc'],
  none: ['null'],
}

const filter = async (
  input: string,
  map: '0:v' | '0:a',
  filters: readonly string[],
): Promise<Packet[]> => {
  const inOut = ['-nostdin', '-v', 'error', '-copyts', '-i', input, '-map', map, '-c', 'copy']
  const chain = ['-bsf', filters.join(',')]
  const muxer = ['-avoid_negative_ts', 'disabled', '-f', 'framehash', '-hash', 'sha256', '-']
  const { stdout } = await runTool('ffmpeg', [...inOut, ...chain, ...muxer])
  const [, numerator, denominator] = /#tb 0: (\d+)\/(\d+)/.exec(stdout) ?? []
  const tickMs = (Number(numerator) * 1000) / Number(denominator)
  return stdout
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => {
      const [, dts, pts, , , hash] = line.split(',').map((field) => field.trim())
      return { dtsMs: Number(dts) * tickMs, ptsMs: Number(pts) * tickMs, hash: hash ?? '' }
    })
}

/** The packets of one track after bit stream filters, in the order of the container. */
export const filteredPackets = once(filter)
