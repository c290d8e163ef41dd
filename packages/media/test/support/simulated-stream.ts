import type { Fragment, Sample } from '../../src/fragment.ts'
import { makeBox, makeFullBox, words } from '../../src/mp4/box.ts'
import { buildFragment } from '../../src/mp4/build-fragment.ts'
import { ticksOf } from '../../src/mp4/fragment-time.ts'
import type { Track } from '../../src/track.ts'

/** A packet of a live source, with RTMP's whole milliseconds. */
export type SourcePacket = {
  kind: 'video' | 'audio'
  dtsMs: number
  ctsMs: number
  isKeyframe: boolean
  data: Buffer
}

export type SimulatedSource = {
  seconds: number
  fps: number
  gopFrames: number
  hasVideo: boolean
  hasAudio: boolean
  bFrames: boolean
  /** Every frame of sound is the same. */
  isSilent: boolean
  /** Every group of pictures is the same. */
  isStill: boolean
  /** The source's clock at its first packet. */
  startMs: number
}

const audioFrameMs = (1024 * 1000) / 44_100

/** All packets in the order in which a server sends them. */
export const sourcePackets = (source: SimulatedSource): SourcePacket[] => {
  const packets: SourcePacket[] = []
  const endMs = source.seconds * 1000
  const content = (text: string): Buffer => Buffer.from(text.padEnd(12, '.'))
  for (let n = 0; source.hasVideo && (n * 1000) / source.fps < endMs; n += 1) {
    const inGop = n % source.gopFrames
    const name = source.isStill ? `picture ${inGop}` : `picture ${n}`
    packets.push({
      kind: 'video',
      dtsMs: source.startMs + Math.round((n * 1000) / source.fps),
      ctsMs: source.bFrames ? Math.round(((inGop % 3) * 1000) / source.fps) : 0,
      isKeyframe: inGop === 0,
      data: content(name),
    })
  }
  for (let n = 0; source.hasAudio && n * audioFrameMs < endMs; n += 1)
    packets.push({
      kind: 'audio',
      dtsMs: source.startMs + Math.round(n * audioFrameMs),
      ctsMs: 0,
      isKeyframe: true,
      data: content(source.isSilent ? 'silence' : `sound ${n}`),
    })
  return packets.toSorted((a, b) => a.dtsMs - b.dtsMs)
}

export type SimulatedPull = { packets: SourcePacket[]; fragments: ReceivedFragment[] }
export type ReceivedFragment = { fragment: Fragment; receivedAtMs: number }

/** A fragment of samples whose bytes are given beside them. */
export const fragmentOfSamples = (entries: { sample: Sample; data: Buffer }[]): Fragment => {
  const moof = makeBox('moof', makeFullBox('mfhd', 0, 0, words(1)))
  let offset = moof.length + 8
  const samples = entries.map(({ sample, data }) => {
    const placed = { ...sample, offset, size: data.length }
    offset += data.length
    return placed
  })
  const bytes = Buffer.concat([moof, makeBox('mdat', ...entries.map(({ data }) => data))])
  return buildFragment({ bytes, moofBytes: moof.length, samples }, samples)
}

/**
 * What a recorder gets that joins at `joinMs` of the source's time: video from the next keyframe on, a clock that
 * begins at zero, fragments cut at keyframes and after `fragmentMs`.
 * @param options.lagMs how much later than live the media arrive
 */
export const pullOf = (
  source: readonly SourcePacket[],
  tracks: readonly Track[],
  options: { joinMs: number; leaveMs: number; fragmentMs: number; lagMs: number; wallMs: number },
): SimulatedPull => {
  const zero = source[0]?.dtsMs ?? 0
  const inTime = source.filter(
    ({ dtsMs }) => dtsMs - zero >= options.joinMs && dtsMs - zero < options.leaveMs,
  )
  const keyframeAt = inTime.findIndex(({ kind, isKeyframe }) => kind === 'video' && isKeyframe)
  const packets = inTime.filter(
    ({ kind }, index) => kind === 'audio' || (keyframeAt >= 0 && index >= keyframeAt),
  )
  const first = packets[0]?.dtsMs ?? 0
  const nextOf = packets.map((packet, index) =>
    packets.find((other, at) => at > index && other.kind === packet.kind),
  )
  const groups: { entries: { sample: Sample; data: Buffer }[]; startMs: number; endMs: number }[] =
    []
  for (const [index, packet] of packets.entries()) {
    const track = tracks.find(({ kind }) => kind === packet.kind)
    if (track === undefined) throw new Error('no such track')
    const atMs = packet.dtsMs - first
    const group = groups.at(-1)
    const isKey = packet.kind === 'video' && packet.isKeyframe
    const isDue = group === undefined || isKey || atMs - group.startMs >= options.fragmentMs
    const current = isDue ? { entries: [], startMs: atMs, endMs: atMs } : group
    if (isDue) groups.push(current)
    const dts = ticksOf(atMs, track.timescale)
    const next = nextOf[index]
    const nextMs = next === undefined ? atMs + 20 : next.dtsMs - first
    current.endMs = Math.max(current.endMs, nextMs)
    current.entries.push({
      data: packet.data,
      sample: {
        trackId: track.id,
        dts,
        ctsOffset: ticksOf(packet.ctsMs, track.timescale),
        duration: ticksOf(nextMs, track.timescale) - dts,
        isSync: packet.isKeyframe,
        offset: 0,
        size: 0,
      },
    })
  }
  const fragments = groups.map(({ entries, endMs }) => ({
    fragment: fragmentOfSamples(entries),
    receivedAtMs: options.wallMs + first - zero + endMs + options.lagMs,
  }))
  return { packets, fragments }
}

/** The content of a fragment's samples, by track. */
export const contentsOf = (fragments: readonly Fragment[], track: Track | undefined): string[] =>
  fragments.flatMap(({ bytes, samples }) =>
    samples
      .filter(({ trackId }) => trackId === track?.id)
      .map(({ offset, size }) => bytes.toString('latin1', offset, offset + size)),
  )
