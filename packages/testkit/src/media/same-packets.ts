import { type MediaPacket, type PacketKind, readPacketsOfMany } from './read-packets.ts'

export type SamePacketsOptions = {
  /** Both by default. A kind that the source does not have must not be in the files either. */
  kinds?: PacketKind[]
  /** `first`: from the source's first keyframe on (default); `joined`: from any keyframe on. */
  from?: 'first' | 'joined'
  /** `last`: to the source's last packet (default); `left`: to any packet. */
  to?: 'last' | 'left'
}

const describe = (packet: MediaPacket | undefined): string =>
  packet === undefined ? 'nothing' : `${packet.bytes} bytes at ${packet.ptsMs.toFixed(1)} ms`

/** Says in words how the found packets differ from the expected ones; null when they do not. */
export const differenceOf = (
  expected: readonly MediaPacket[],
  found: readonly MediaPacket[],
): string | null => {
  const length = Math.max(expected.length, found.length)
  for (let index = 0; index < length; index++) {
    const wanted = expected[index]
    const got = found[index]
    if (wanted?.hash === got?.hash) continue
    const wantedLater = found.findIndex((packet, at) => at > index && packet.hash === wanted?.hash)
    const gotBefore = expected.findIndex((packet, at) => at < index && packet.hash === got?.hash)
    const gotLater = expected.findIndex((packet, at) => at > index && packet.hash === got?.hash)
    const reason =
      got === undefined
        ? `${expected.length - index} packets are missing at the end`
        : gotBefore >= 0
          ? `packet ${gotBefore} comes again`
          : gotLater >= 0
            ? `${gotLater - index} packets are missing`
            : wantedLater >= 0
              ? `${wantedLater - index} unknown packets stand in between`
              : 'the payload is another'
    return `at packet ${index} of ${expected.length} (${found.length} found): ${reason}; expected ${describe(wanted)}, found ${describe(got)}`
  }
  return null
}

/** The part of the source that the options ask for, given what was found. */
export const expectedPart = (
  source: readonly MediaPacket[],
  found: readonly MediaPacket[],
  options: SamePacketsOptions,
): MediaPacket[] => {
  const firstKeyframe = source.findIndex((packet) => packet.isKeyframe)
  const joined = source.findIndex((packet) => packet.isKeyframe && packet.hash === found[0]?.hash)
  const start = options.from === 'joined' && joined >= 0 ? joined : firstKeyframe
  const end = options.to === 'left' ? Math.min(source.length, start + found.length) : source.length
  return source.slice(Math.max(0, start), end)
}

/**
 * Proves that the files, one after the other, hold every packet of the source exactly once and in order.
 * @param source the file that was published
 * @param files the recorded files or playlists of one format, in order
 * @returns how many packets of each kind were found in each file
 * @throws Error that names the first packet that is missing, doubled or wrong
 */
export const assertSamePackets = async (
  source: string,
  files: readonly string[],
  options: SamePacketsOptions = {},
): Promise<Record<PacketKind, number[]>> => {
  const counts: Record<PacketKind, number[]> = { video: [], audio: [] }
  const [sent, ...recorded] = await readPacketsOfMany([source, ...files])
  for (const kind of options.kinds ?? ['video', 'audio']) {
    const all = sent?.[kind] ?? []
    const found: MediaPacket[] = []
    for (const { [kind]: packets } of recorded) {
      counts[kind].push(packets.length)
      found.push(...packets)
    }
    const difference = differenceOf(expectedPart(all, found, options), found)
    if (difference !== null) throw new Error(`${kind} of ${files.join(', ')}: ${difference}`)
    if (all.length > 0 && found.length === 0) throw new Error(`${kind}: no packet was found`)
  }
  return counts
}
