import type { InitSegment, Track } from '../track.ts'
import { type Box, boxBytes, boxesIn, childrenOf, fieldsOf, requireBox } from './box.ts'
import { canBecomeHvc1, turnIntoHvc1 } from './hevc-entry.ts'
import { readAudioEntry, readVideoEntry, type SampleEntryFacts } from './sample-entry.ts'
import { streamInvalid } from './stream-invalid.ts'

/** More tracks than any live source has. */
const maxTracks = 16

/** The boxes found by going down from `from` along `path`. */
export const childrenAlong = (bytes: Buffer, from: Box, ...path: string[]): Box[] => {
  let boxes = childrenOf(bytes, from)
  for (const type of path) boxes = childrenOf(bytes, requireBox(boxes, type))
  return boxes
}

/** The moov box of an init segment. */
export const movieBoxOf = (bytes: Buffer): Box => requireBox(boxesIn(bytes), 'moov')

/** track_ID of a trak box. */
export const readTrackId = (bytes: Buffer, trak: Box): number => {
  const fields = fieldsOf(bytes, requireBox(childrenOf(bytes, trak), 'tkhd'))
  fields.skip(fields.versionAndFlags().version === 1 ? 16 : 8)
  return fields.u32()
}

const readTimescale = (bytes: Buffer, mdia: Box[]): number => {
  const fields = fieldsOf(bytes, requireBox(mdia, 'mdhd'))
  fields.skip(fields.versionAndFlags().version === 1 ? 16 : 8)
  const timescale = fields.u32()
  if (timescale === 0) throw streamInvalid('A track has no timescale')
  return timescale
}

const readHandler = (bytes: Buffer, mdia: Box[]): string => {
  const fields = fieldsOf(bytes, requireBox(mdia, 'hdlr'))
  fields.skip(8)
  return fields.bytes(4).toString('latin1')
}

const readSampleEntry = (bytes: Buffer, trak: Box): Buffer => {
  const stbl = childrenAlong(bytes, trak, 'mdia', 'minf', 'stbl')
  const stsd = requireBox(stbl, 'stsd')
  const entries = boxesIn(bytes, stsd.start + stsd.headerBytes + 8, stsd.end)
  const [entry] = entries
  if (entry === undefined || entries.length > 1)
    throw streamInvalid('A track must have one sample entry')
  return boxBytes(bytes, entry)
}

const readTrack = (bytes: Buffer, trak: Box): Track | null => {
  const mdia = childrenAlong(bytes, trak, 'mdia')
  const handler = readHandler(bytes, mdia)
  if (handler !== 'vide' && handler !== 'soun') return null
  const timescale = readTimescale(bytes, mdia)
  const sampleEntry = readSampleEntry(bytes, trak)
  const isVideo = handler === 'vide'
  const facts: SampleEntryFacts = isVideo
    ? readVideoEntry(sampleEntry)
    : readAudioEntry(sampleEntry, timescale)
  const id = readTrackId(bytes, trak)
  return { id, kind: isVideo ? 'video' : 'audio', timescale, sampleEntry, ...facts }
}

const readTracks = (bytes: Buffer): Track[] => {
  const traks = childrenOf(bytes, movieBoxOf(bytes)).filter((box) => box.type === 'trak')
  if (traks.length > maxTracks) throw streamInvalid(`The stream has ${traks.length} tracks`)
  return traks.map((trak) => readTrack(bytes, trak)).filter((track) => track !== null)
}

/**
 * Reads ftyp + moov. Tracks that are neither video nor audio are left out. H.265 that ffmpeg called `hev1` is called
 * `hvc1` in the result if its parameter sets are there; all else is as it came.
 * @throws TapedeckError STREAM_INVALID if it is not an init segment or has neither video nor audio
 */
export const parseInitSegment = (bytes: Buffer): InitSegment => {
  const tracks = readTracks(bytes)
  if (tracks.length === 0) throw streamInvalid('The stream has neither video nor audio')
  const renamed = tracks.filter(canBecomeHvc1)
  if (renamed.length === 0) return { bytes, tracks }
  const copy = Buffer.from(bytes)
  for (const { sampleEntry } of renamed) {
    const at = sampleEntry.byteOffset - bytes.byteOffset
    turnIntoHvc1(copy.subarray(at, at + sampleEntry.length))
  }
  return { bytes: copy, tracks: readTracks(copy) }
}
