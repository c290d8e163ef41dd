import {
  assertSamePackets,
  differenceOf,
  expectedPart,
  type MediaPacket,
  type PacketKind,
  readPackets,
  readPacketsOfMany,
} from '@tapedeck/testkit'

/** What the files hold of one published source: the source's packets and the same ones as found in the files. */
export type RecordedPart = {
  /** Packets of the source that came before the recorder joined. */
  missed: number
  source: MediaPacket[]
  found: MediaPacket[]
}

/** The packets of one kind over several files, in order. */
export const packetsOf = async (
  files: readonly string[],
  kind: PacketKind,
): Promise<MediaPacket[]> => (await readPacketsOfMany(files)).flatMap((tracks) => tracks[kind])

/**
 * Proves that the files, one after the other, hold several publishes of a stream: each from a keyframe at which the
 * recorder joined to its last packet, every packet once and in order, and nothing else.
 * @throws Error that names the first packet that is missing, doubled or wrong
 */
export const recordedParts = async (
  sources: readonly string[],
  files: readonly string[],
  kind: PacketKind,
): Promise<RecordedPart[]> => {
  const found = await packetsOf(files, kind)
  const parts: RecordedPart[] = []
  const expected: MediaPacket[] = []
  for (const source of sources) {
    const all = await readPackets(source, { kind })
    const rest = found.slice(expected.length)
    const part = expectedPart(all, rest, { from: 'joined' })
    parts.push({
      missed: all.length - part.length,
      source: part,
      found: rest.slice(0, part.length),
    })
    expected.push(...part)
  }
  const difference = differenceOf(expected, found)
  if (difference !== null) throw new Error(`${kind} of ${files.join(', ')}: ${difference}`)
  return parts
}

/** By how many milliseconds each packet was moved on the time line, from the source to the file. */
export const shiftsOf = ({ source, found }: RecordedPart): number[] =>
  source.map((packet, index) => (found[index]?.ptsMs ?? Number.NaN) - packet.ptsMs)

/** Spread of the shifts of both tracks: how far sound and picture were moved against each other, or within themselves. */
export const shiftSpreadMs = (video: RecordedPart, audio: RecordedPart): number => {
  const shifts = [...shiftsOf(video), ...shiftsOf(audio)]
  return Math.max(...shifts) - Math.min(...shifts)
}

/**
 * Proves that one publish is held by two sets of files, the second of which joined later: each without a hole, the second to
 * the last packet, and no packet in both.
 * @returns packets of each kind that lie between them
 */
export const missedBetween = async (
  source: string,
  before: readonly string[],
  after: readonly string[],
): Promise<Record<PacketKind, number>> => {
  await assertSamePackets(source, before, { from: 'joined', to: 'left' })
  await assertSamePackets(source, after, { from: 'joined' })
  const missed = { video: 0, audio: 0 }
  for (const kind of ['video', 'audio'] as const) {
    const all = (await readPackets(source, { kind })).map(({ hash }) => hash)
    const last = all.indexOf((await packetsOf(before, kind)).at(-1)?.hash ?? '')
    const next = all.indexOf((await packetsOf(after, kind))[0]?.hash ?? '')
    if (last < 0 || next <= last)
      throw new Error(`${kind}: packets ${next} to ${last} are there twice`)
    missed[kind] = next - last - 1
  }
  return missed
}
