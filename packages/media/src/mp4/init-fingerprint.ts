import { createHash } from 'node:crypto'
import type { InitSegment, Track } from '../track.ts'
import { fieldsOf, payloadOf } from './box.ts'
import { readDecoderConfig } from './decoder-config.ts'
import { boxesOfEntry } from './sample-entry.ts'

/** The sample entry without the bit rates in it, which change between pulls and matter to no decoder. */
const decodingFacts = (track: Track): Buffer => {
  const entry = Buffer.from(track.sampleEntry)
  if (track.codec === 'other') return entry
  for (const box of boxesOfEntry(entry, track.kind)) {
    if (box.type === 'btrt') payloadOf(entry, box).fill(0)
    if (box.type === 'esds') readDecoderConfig(fieldsOf(entry, box)).rates.fill(0)
  }
  return entry
}

/**
 * Fragments of two init segments with the same fingerprint may stand in one file: the same tracks under the same
 * numbers, each with the same sample entry (bit rates aside) and timescale.
 */
export const initFingerprint = (init: InitSegment): string => {
  const hash = createHash('sha256')
  for (const track of init.tracks) {
    const entry = decodingFacts(track)
    hash.update(`${track.id} ${track.kind} ${track.timescale} ${entry.length}\n`)
    hash.update(entry)
  }
  return hash.digest('hex')
}
