import type { MediaPacket } from '@tapedeck/testkit'

/** How far a packet was moved on the time line, from the source to the file. */
type Shift = { sourceMs: number; shiftMs: number }

/** The shifts of the packets of one track of a file; packets that the source has twice are left out. */
const shiftsOf = (source: readonly MediaPacket[], found: readonly MediaPacket[]): Shift[] => {
  const bySource = new Map<string, MediaPacket | null>()
  for (const packet of source) bySource.set(packet.hash, bySource.has(packet.hash) ? null : packet)
  return found.flatMap(({ hash, ptsMs }) => {
    const packet = bySource.get(hash) ?? null
    return packet === null ? [] : [{ sourceMs: packet.ptsMs, shiftMs: ptsMs - packet.ptsMs }]
  })
}

/**
 * How far sound and picture of a file were moved against each other, at worst, in milliseconds. Each sound packet is
 * compared with the picture before and behind it: where the time line was set together again, one of them moved with it.
 */
export const avOffsetMs = (
  source: { video: readonly MediaPacket[]; audio: readonly MediaPacket[] },
  file: { video: readonly MediaPacket[]; audio: readonly MediaPacket[] },
): number => {
  const pictures = shiftsOf(source.video, file.video).sort((a, b) => a.sourceMs - b.sourceMs)
  let next = 0
  let worstMs = 0
  for (const { sourceMs, shiftMs } of shiftsOf(source.audio, file.audio)) {
    if (sourceMs < (pictures[next - 1]?.sourceMs ?? 0)) next = 0
    while ((pictures[next]?.sourceMs ?? Number.POSITIVE_INFINITY) <= sourceMs) next += 1
    const around = [pictures[next - 1], pictures[next]].flatMap((one) =>
      one === undefined ? [] : [one],
    )
    if (around.length === 0) continue
    const offsets = around.map((picture) => Math.abs(picture.shiftMs - shiftMs))
    worstMs = Math.max(worstMs, Math.min(...offsets))
  }
  return worstMs
}
