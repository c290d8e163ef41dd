import { crc32 } from 'node:zlib'
import type { FragmentOrigin, StreamStart } from '@tapedeck/domain'

/** Where the bytes of a fragment lie. */
export type FragmentPlace = {
  /** The generation whose directory holds the segment. */
  generation: number
  segment: string
  offset: number
  bytes: number
  /** CRC-32 (IEEE) of the bytes, 8 hex digits. */
  crc32: string
}

/** What the journal says of one fragment. */
export type FragmentEntry = Omit<FragmentPlace, 'generation'> & {
  kind: 'fragment'
  /** Counts the fragments of a spool. */
  sequence: number
  origin: FragmentOrigin
  /** Counts the pulls of a recording's generation from 0. */
  pull: number
  /** Wall time at which it was received, Unix milliseconds. */
  receivedAtMs: number
}

/**
 * The init segment of a pull's fragments. It stands in the journal itself, of every segment that holds fragments of the
 * pull: without it they are worthless, and a segment is given back without those that follow.
 */
export type InitEntry = {
  kind: 'init'
  pull: number
  receivedAtMs: number
  /** Base64. */
  init: string
}

/** What was recorded before this place is in the files of the generation that handed over. */
export type CutEntry = { kind: 'cut'; start: StreamStart }

export type JournalEntry = FragmentEntry | InitEntry | CutEntry

/** CRC-32 as the journal writes it. */
export const crc32Hex = (bytes: Buffer | string): string =>
  crc32(bytes).toString(16).padStart(8, '0')

/** One journal line: the entry as JSON behind its own CRC, so that a torn or damaged line is recognised. */
export const encodeEntry = (entry: JournalEntry): string => {
  const json = JSON.stringify(entry)
  return `${crc32Hex(json)} ${json}\n`
}

/**
 * What a journal held. `tornBytes` counts what was behind the last whole line, `damagedLines` the lines before it that
 * are not whole.
 */
export type JournalContents = {
  entries: JournalEntry[]
  validBytes: number
  tornBytes: number
  damagedLines: number
}

const decodeLine = (line: string): JournalEntry | null => {
  const json = line.slice(9)
  if (line[8] !== ' ' || line.slice(0, 8) !== crc32Hex(json)) return null
  return JSON.parse(json) as JournalEntry
}

/**
 * Reads every whole line of a journal. A damaged one between them is passed over: each line proves itself, and the
 * checksum in it proves the fragment's bytes.
 */
export const decodeJournal = (contents: Buffer): JournalContents => {
  const entries: JournalEntry[] = []
  let validBytes = 0
  let damagedLines = 0
  let pendingDamage = 0
  for (let position = 0; ; ) {
    const end = contents.indexOf(0x0a, position)
    if (end === -1) break
    const entry = decodeLine(contents.toString('utf8', position, end))
    position = end + 1
    if (entry === null) {
      pendingDamage += 1
      continue
    }
    entries.push(entry)
    validBytes = position
    damagedLines += pendingDamage
    pendingDamage = 0
  }
  return { entries, validBytes, tornBytes: contents.length - validBytes, damagedLines }
}
