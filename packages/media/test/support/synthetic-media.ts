import { longWord, makeBox, makeFullBox, words } from '../../src/mp4/box.ts'

const shorts = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2)
  return bytes
}

const avcConfig = Buffer.from('0164000cffe100046764000c01000268ee', 'hex')

/** A sample entry for H.264 of this size, with a bit rate box. */
export const avcEntry = (width: number, height: number, bitsPerSecond = 0): Buffer =>
  makeBox(
    'avc1',
    Buffer.concat([Buffer.alloc(24), shorts(width, height), Buffer.alloc(50)]),
    makeBox('avcC', avcConfig),
    makeBox('btrt', words(0, bitsPerSecond, bitsPerSecond)),
  )

/** A sample entry for stereo AAC-LC at 44.1 kHz. */
export const aacEntry = (bitsPerSecond = 0): Buffer => {
  const rates = Buffer.concat([Buffer.alloc(3), words(bitsPerSecond, bitsPerSecond)])
  const info = Buffer.from([5, 2, 0x12, 0x10])
  const decoder = Buffer.concat([Buffer.from([4, 13 + info.length, 0x40, 0x15]), rates, info])
  const descriptor = Buffer.concat([Buffer.from([3, 3 + decoder.length, 0, 1, 0]), decoder])
  const fields = Buffer.concat([Buffer.alloc(16), shorts(2, 16, 0, 0), words(44100 * 65536)])
  return makeBox('mp4a', fields, makeFullBox('esds', 0, 0, descriptor))
}

export type SyntheticTrack = { id: number; handler: string; timescale: number; entry: Buffer }

export const videoTrack: SyntheticTrack = {
  id: 1,
  handler: 'vide',
  timescale: 16_000,
  entry: avcEntry(320, 180),
}
export const audioTrack: SyntheticTrack = {
  id: 2,
  handler: 'soun',
  timescale: 44_100,
  entry: aacEntry(),
}

const trackBox = ({ id, handler, timescale, entry }: SyntheticTrack): Buffer =>
  makeBox(
    'trak',
    makeFullBox('tkhd', 0, 3, words(0, 0, id, 0, 0), Buffer.alloc(60)),
    makeBox(
      'mdia',
      makeFullBox('mdhd', 0, 0, words(0, 0, timescale, 0, 0x55c40000)),
      makeFullBox('hdlr', 0, 0, words(0), Buffer.from(handler), Buffer.alloc(13)),
      makeBox('minf', makeBox('stbl', makeFullBox('stsd', 0, 0, words(1), entry))),
    ),
  )

/** ftyp + moov as the recorder's ffmpeg begins with, in little. */
export const syntheticInit = (...tracks: SyntheticTrack[]): Buffer =>
  Buffer.concat([
    makeBox('ftyp', Buffer.from('iso5'), words(512), Buffer.from('iso6mp41')),
    makeBox(
      'moov',
      makeFullBox('mvhd', 0, 0, words(0, 0, 1000, 0), Buffer.alloc(80)),
      ...tracks.map(trackBox),
      makeBox('mvex', ...tracks.map(({ id }) => makeFullBox('trex', 0, 0, words(id, 1, 0, 0, 0)))),
    ),
  ])

export type SyntheticSample = {
  duration?: number
  size?: number
  isSync?: boolean
  ctsOffset?: number
}
export type SyntheticRun = {
  trackId: number
  decodeTicks: number
  samples: SyntheticSample[]
  tfdtVersion?: 0 | 1
}

const runBytes = ({ samples }: SyntheticRun): number =>
  samples.reduce((sum, { size = 10 }) => sum + size, 0)

const trackFragment = (run: SyntheticRun, dataOffset: number): Buffer => {
  const { trackId, decodeTicks, samples, tfdtVersion = 1 } = run
  const time = tfdtVersion === 1 ? longWord(decodeTicks) : words(decodeTicks)
  const rows = samples.map(({ duration = 100, size = 10, isSync = true, ctsOffset = 0 }) =>
    words(duration, size, isSync ? 0x2000000 : 0x1010000, ctsOffset),
  )
  return makeBox(
    'traf',
    makeFullBox('tfhd', 0, 0x20000, words(trackId)),
    makeFullBox('tfdt', tfdtVersion, 0, time),
    makeFullBox('trun', 1, 0xf01, words(samples.length, dataOffset), ...rows),
  )
}

/** moof + mdat; the bytes of the runs stand one after the other and count up. */
export const syntheticFragment = (...runs: SyntheticRun[]): Buffer => {
  const moofAt = (dataStart: number): Buffer => {
    let offset = dataStart
    const fragments = runs.map((run) => {
      const box = trackFragment(run, offset)
      offset += runBytes(run)
      return box
    })
    return makeBox('moof', makeFullBox('mfhd', 0, 0, words(7)), ...fragments)
  }
  const moofBytes = moofAt(0).length
  const data = Buffer.alloc(runs.reduce((sum, run) => sum + runBytes(run), 0))
  for (let at = 0; at < data.length && at < 4096; at += 1) data[at] = at & 255
  return Buffer.concat([moofAt(moofBytes + 8), makeBox('mdat', data)])
}
