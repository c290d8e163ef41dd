import { clockFoldMs, foldMarkBias, foldMarkMs } from '@tapedeck/domain'
import type { Sample } from '../../src/fragment.ts'
import { ticksOf } from '../../src/mp4/fragment-time.ts'
import type { Track } from '../../src/track.ts'
import { fragmentOfSamples, type ReceivedFragment, type SourcePacket } from './simulated-stream.ts'

/** A packet with the moment at which the source sends it; its `dtsMs` is what the source's clock says then. */
export type SentPacket = SourcePacket & { sentMs: number }

type Written = { kind: SourcePacket['kind']; sentMs: number; outMs: number; entry: Entry }
type Entry = { sample: Sample; data: Buffer }

/** The step of the source's clock as a pull writes it: always forward, and how often the fold was left out. */
const folded = (stepMs: number): { stepMs: number; folds: number } => {
  const folds = Math.floor(stepMs / clockFoldMs)
  return { stepMs: stepMs - folds * clockFoldMs, folds }
}

/**
 * What a pull gives of packets whose timestamps are not those of a running clock, as ffmpeg writes it with our
 * arguments: steps folded and marked, a fragment ended at a keyframe, after a second of a track, and before a long step,
 * which its last sample then lasts.
 */
export const jumpingPull = (
  packets: readonly SentPacket[],
  tracks: readonly Track[],
  wallMs: number,
): ReceivedFragment[] => {
  const lines = new Map<string, { rawMs: number; outMs: number }>()
  const firstMs = packets[0]?.dtsMs ?? 0
  const written = packets.map((packet): Written => {
    const line = lines.get(packet.kind)
    const { stepMs, folds } = folded(packet.dtsMs - (line?.rawMs ?? 0))
    const outMs = line === undefined ? packet.dtsMs - firstMs : line.outMs + stepMs
    lines.set(packet.kind, { rawMs: packet.dtsMs, outMs })
    const track = tracks.find(({ kind }) => kind === packet.kind)
    if (track === undefined) throw new Error('no such track')
    const markMs = line === undefined || folds === 0 ? 0 : (folds + foldMarkBias) * foldMarkMs
    const sample: Sample = {
      trackId: track.id,
      dts: ticksOf(outMs, track.timescale),
      ctsOffset: ticksOf(packet.ctsMs + markMs, track.timescale),
      duration: ticksOf(packet.kind === 'video' ? 40 : 23, track.timescale),
      isSync: packet.isKeyframe,
      ...{ offset: 0, size: 0 },
    }
    return { kind: packet.kind, sentMs: packet.sentMs, outMs, entry: { sample, data: packet.data } }
  })
  const fragments: ReceivedFragment[] = []
  let open: Written[] = []
  for (const one of written) {
    const own = open.filter(({ kind }) => kind === one.kind)
    const isLong = one.outMs - (own[0]?.outMs ?? one.outMs) >= 1000
    const isKeyframe = one.kind === 'video' && one.entry.sample.isSync && open.length > 0
    if (isLong || isKeyframe) {
      fragments.push(closed(open, one, wallMs))
      open = []
    }
    open.push(one)
  }
  const last = written.at(-1)
  if (open.length > 0 && last !== undefined) fragments.push(closed(open, last, wallMs))
  return fragments
}

/** What was written since the fragment before; the track that ends it lasts until then. */
const closed = (open: readonly Written[], by: Written, wallMs: number): ReceivedFragment => {
  const entries = open.map(({ entry: { sample, data }, kind }, index) => {
    const next = open.find((other, at) => at > index && other.kind === kind)
    const until = next ?? (by.kind === kind && by !== open[index] ? by : null)
    const duration = until === null ? sample.duration : until.entry.sample.dts - sample.dts
    return { sample: { ...sample, duration: duration >>> 0 }, data }
  })
  return { fragment: fragmentOfSamples(entries), receivedAtMs: wallMs + by.sentMs }
}
