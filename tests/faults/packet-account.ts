import { avOffsetMs } from '@tapedeck/e2e/av-offset'
import {
  type MediaPacket,
  type PacketKind,
  type PacketTracks,
  readPacketsOfMany,
} from '@tapedeck/testkit'

/** A run of source packets that are in no file. */
export type Hole = { packets: number; fromMs: number; toMs: number }

/** What became of the packets of one track of a source in the files of one format. */
export type PacketAccount = {
  kind: PacketKind
  /** Packets from the first that was recorded to the last of the source. */
  expected: number
  holes: Hole[]
  lost: number
  doubled: number
  /** Packets that follow one that comes later in the source. */
  misplaced: number
  /** Packets in the files that the source does not have. */
  unknown: number
  /** Hashes of everything found. */
  found: Set<string>
}

const holesOf = (expected: readonly MediaPacket[], isFound: (index: number) => boolean): Hole[] => {
  const holes: Hole[] = []
  let open: Hole | null = null
  expected.forEach((packet, index) => {
    const nextMs = expected[index + 1]?.dtsMs ?? packet.dtsMs
    if (isFound(index)) open = null
    else if (open === null) {
      open = { packets: 1, fromMs: packet.dtsMs, toMs: nextMs }
      holes.push(open)
    } else {
      open.packets += 1
      open.toMs = nextMs
    }
  })
  return holes
}

/**
 * Gives every found packet its place in the source: of packets that are alike (the first ones of two sources, say) the
 * next one that nothing else was found for. -1 for a packet that the source does not have, -2 for one too many.
 */
const placesOf = (source: readonly MediaPacket[], found: readonly MediaPacket[]): number[] => {
  const open = new Map<string, number[]>()
  for (const [index, { hash }] of source.entries())
    open.set(hash, [...(open.get(hash) ?? []), index])
  let last = -1
  return found.map(({ hash }) => {
    const places = open.get(hash)
    if (places === undefined) return -1
    const next = places.findIndex((place) => place > last)
    const [place = -2] = places.splice(Math.max(0, next), 1)
    last = Math.max(last, place)
    return place
  })
}

/** Sets the packets that were found in the files, in their order, against those of the source. */
export const accountFor = (
  kind: PacketKind,
  source: readonly MediaPacket[],
  found: readonly MediaPacket[],
): PacketAccount => {
  const places = placesOf(source, found)
  const known = places.filter((place) => place >= 0)
  const has = new Set(known)
  const first = source.findIndex((_, index) => has.has(index))
  const expected = first < 0 ? [...source] : source.slice(first)
  const holes = holesOf(expected, (index) => has.has(Math.max(0, first) + index))
  let latest = -1
  let misplaced = 0
  for (const place of known) {
    if (place < latest) misplaced += 1
    latest = Math.max(latest, place)
  }
  return {
    kind,
    expected: expected.length,
    holes,
    lost: holes.reduce((sum, { packets }) => sum + packets, 0),
    doubled: places.filter((place) => place === -2).length,
    misplaced,
    unknown: places.filter((place) => place === -1).length,
    found: new Set(found.map(({ hash }) => hash)),
  }
}

const kinds = ['video', 'audio'] as const
type Tracks = Record<PacketKind, MediaPacket[]>

/** The sources on one time line; each begins far behind the one before. */
const inARow = (sources: readonly PacketTracks[]): Tracks => {
  const row: Tracks = { video: [], audio: [] }
  for (const [index, source] of sources.entries())
    for (const kind of kinds)
      for (const packet of source[kind]) {
        const startMs = index * 1e8
        row[kind].push({ ...packet, ptsMs: packet.ptsMs + startMs, dtsMs: packet.dtsMs + startMs })
      }
  return row
}

/** What became of the packets of a source in the files of one format. */
export type FormatAccount = { tracks: PacketAccount[]; avOffsetMs: number }

/** Accounts for picture and sound of one format. `sources` were published one after the other. */
export const accountsOf = async (
  sources: readonly string[],
  paths: readonly string[],
): Promise<FormatAccount> => {
  const source = inARow(await readPacketsOfMany(sources))
  const files = await readPacketsOfMany(paths)
  return {
    tracks: kinds
      .filter((kind) => source[kind].length > 0)
      .map((kind) =>
        accountFor(
          kind,
          source[kind],
          files.flatMap((file) => file[kind]),
        ),
      ),
    avOffsetMs: Math.max(0, ...files.map((file) => avOffsetMs(source, file))),
  }
}
