import type { MediaPacket, PacketKind } from '@tapedeck/testkit'
import { packetsOf } from './published-parts.ts'

/** The packets of both tracks. */
export type Tracks = Record<PacketKind, MediaPacket[]>

/** The packets of several files, one after the other. */
export const tracksOf = async (files: readonly string[]): Promise<Tracks> => {
  const [video, audio] = await Promise.all([packetsOf(files, 'video'), packetsOf(files, 'audio')])
  return { video, audio }
}

/** A run of the source's packets that was recorded without a hole, by the source's own time. */
export type RecordedSpan = { fromMs: number; toMs: number; beginsWithKeyframe: boolean }

/**
 * The runs of a source's track that were recorded, every packet once and in order.
 * @throws Error when a packet is unknown, doubled or out of order
 */
export const recordedSpans = (
  source: readonly MediaPacket[],
  found: readonly MediaPacket[],
): RecordedSpan[] => {
  const places = new Map(source.map(({ hash }, place) => [hash, place]))
  const spans: RecordedSpan[] = []
  let last = -1
  for (const { hash, ptsMs } of found) {
    const place = places.get(hash) ?? -1
    if (place <= last) throw new Error(`packet ${place} at ${ptsMs} ms follows packet ${last}`)
    const { dtsMs, isKeyframe } = source[place] as MediaPacket
    const span = spans.at(-1)
    if (span !== undefined && place === last + 1) span.toMs = dtsMs
    else spans.push({ fromMs: dtsMs, toMs: dtsMs, beginsWithKeyframe: isKeyframe })
    last = place
  }
  return spans
}
