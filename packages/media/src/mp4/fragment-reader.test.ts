import { isTapedeckError } from '@tapedeck/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  audioTrack,
  syntheticFragment,
  syntheticInit,
  videoTrack,
} from '../../test/support/synthetic-media.ts'
import { largeBoxHeader, makeBox, makeFullBox, words } from './box.ts'
import { FragmentReader, type FragmentStreamItem } from './fragment-reader.ts'

const invalid = expect.objectContaining({ code: 'STREAM_INVALID' })
const init = syntheticInit(videoTrack, audioTrack)
const first = syntheticFragment(
  { trackId: 1, decodeTicks: 0, samples: [{ ctsOffset: 50 }, { isSync: false, ctsOffset: -50 }] },
  { trackId: 2, decodeTicks: 30, samples: [{ size: 5 }, { size: 0 }, { size: 6 }] },
)
const second = syntheticFragment({ trackId: 2, decodeTicks: 330, samples: [{}] })
const stream = Buffer.concat([init, first, second, makeBox('mfra', Buffer.alloc(30))])

const readAll = (chunks: readonly Buffer[]): FragmentStreamItem[] => {
  const reader = new FragmentReader()
  return chunks.flatMap((chunk) => reader.push(chunk))
}

const cutAt = (bytes: Buffer, lengths: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = []
  let at = 0
  for (let index = 0; at < bytes.length; index += 1) {
    const length = lengths[index % lengths.length] ?? 1
    chunks.push(bytes.subarray(at, at + length))
    at += length
  }
  return chunks
}

/** Nothing but a STREAM_INVALID may come of any bytes, and no more memory than the limit. */
const survives = (chunks: readonly Buffer[], maxBoxBytes: number): void => {
  const reader = new FragmentReader({ maxBoxBytes })
  const longest = Math.max(...chunks.map((chunk) => chunk.length))
  try {
    for (const chunk of chunks) {
      reader.push(chunk)
      expect(reader.pendingBytes).toBeLessThanOrEqual(2 * maxBoxBytes + longest)
    }
  } catch (error) {
    if (!isTapedeckError(error) || error.code !== 'STREAM_INVALID') throw error
  }
}

describe('the fragment reader', () => {
  it('gives the init segment, then every fragment with its samples', () => {
    const items = readAll([stream])
    expect(items.map((item) => item.kind)).toEqual(['init', 'fragment', 'fragment'])
    const [start, fragment] = items
    expect(start?.kind === 'init' && start.init.tracks).toMatchObject([
      { id: 1, kind: 'video', codec: 'h264', codecString: 'avc1.64000c', width: 320, height: 180 },
      { id: 2, kind: 'audio', codec: 'aac', codecString: 'mp4a.40.2', sampleRate: 44100 },
    ])
    if (fragment?.kind !== 'fragment') throw new Error('no fragment')
    const { bytes, moofBytes, samples } = fragment.fragment
    expect(bytes).toEqual(first)
    expect(bytes.toString('latin1', moofBytes + 4, moofBytes + 8)).toBe('mdat')
    const at = moofBytes + 8
    const video = { trackId: 1, duration: 100, size: 10 }
    const audio = { trackId: 2, duration: 100, ctsOffset: 0, isSync: true }
    expect(samples).toEqual([
      { ...video, dts: 0, ctsOffset: 50, isSync: true, offset: at },
      { ...video, dts: 100, ctsOffset: -50, isSync: false, offset: at + 10 },
      { ...audio, dts: 30, size: 5, offset: at + 20 },
      { ...audio, dts: 130, size: 0, offset: at + 25 },
      { ...audio, dts: 230, size: 6, offset: at + 25 },
    ])
  })

  it('gives the same however the bytes are cut', () => {
    const whole = readAll([stream])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (lengths) => {
        expect(readAll(cutAt(stream, lengths))).toEqual(whole)
      }),
      { numRuns: 60 },
    )
  })

  it('holds what is incomplete and nothing else', () => {
    const reader = new FragmentReader()
    reader.push(Buffer.concat([init, first.subarray(0, first.length - 1)]))
    expect(reader.pendingBytes).toBe(first.length - 1)
    expect(reader.push(first.subarray(first.length - 1))).toHaveLength(1)
    expect(reader.pendingBytes).toBe(0)
  })

  it('skips boxes that are no media without holding them', () => {
    const reader = new FragmentReader({ maxBoxBytes: 4096 })
    reader.push(init)
    reader.push(makeBox('free', Buffer.alloc(1)).fill(0xff, 0, 2).subarray(0, 8))
    for (let count = 0; count < 50; count += 1) {
      reader.push(Buffer.alloc(65_536))
      expect(reader.pendingBytes).toBe(0)
    }
  })

  it.each<[string, Buffer]>([
    ['garbage', Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n<html></html>')],
    ['zeros', Buffer.alloc(100)],
    ['a stream without an init segment', first],
    ['an init segment without moov', Buffer.concat([init.subarray(0, 24), first])],
    ['an init segment without tracks', syntheticInit()],
    ['tracks that are neither video nor audio', syntheticInit({ ...videoTrack, handler: 'subt' })],
    ['a track without a timescale', syntheticInit({ ...videoTrack, timescale: 0 })],
    ['more tracks than a stream has', syntheticInit(...Array(17).fill(videoTrack))],
    ['an empty sample entry', syntheticInit({ ...videoTrack, entry: makeBox('avc1') })],
    ['media outside of fragments', Buffer.concat([init, makeBox('mdat', Buffer.alloc(9))])],
    ['two moof in a row', Buffer.concat([init, first.subarray(0, -48), first])],
  ])('refuses %s', (_, bytes) => {
    expect(() => readAll([bytes])).toThrow(invalid)
  })

  it('refuses boxes over the limit when it sees their header', () => {
    const hugeMedia = Buffer.concat([init, first]).subarray(0, -20)
    const mdatAt = hugeMedia.lastIndexOf('mdat') - 4
    hugeMedia.writeUInt32BE(70 * 2 ** 20, mdatAt)
    expect(() => readAll([hugeMedia])).toThrow(invalid)
    const endless = Buffer.concat([init.subarray(0, 24), largeBoxHeader('moov', 2 ** 50)])
    expect(() => readAll([endless])).toThrow(invalid)
  })

  it('refuses a run of more samples than its media has bytes', () => {
    const run = makeFullBox('trun', 0, 0, words(90_000))
    const time = makeFullBox('tfdt', 0, 0, words(0))
    const traf = makeBox('traf', makeFullBox('tfhd', 0, 0x20000, words(1)), time, run)
    const moof = makeBox('moof', makeFullBox('mfhd', 0, 0, words(1)), traf)
    expect(() => readAll([init, moof, makeBox('mdat')])).toThrow(invalid)
  })

  it('refuses samples that lie outside of their fragment', () => {
    const bytes = Buffer.from(first)
    const trunAt = bytes.indexOf('trun')
    bytes.writeInt32BE(first.length, trunAt + 12)
    expect(() => readAll([init, bytes])).toThrow(invalid)
    bytes.writeInt32BE(0, trunAt + 12)
    expect(() => readAll([init, bytes])).toThrow(invalid)
  })

  it('never fails otherwise nor grows on random bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1 }), (chunks) => {
        survives(chunks.map(Buffer.from), 4096)
      }),
      { numRuns: 200 },
    )
  })

  it('never fails otherwise nor grows on a damaged stream', () => {
    const damage = fc.array(
      fc.record({ at: fc.nat({ max: stream.length - 1 }), value: fc.nat({ max: 255 }) }),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(damage, fc.integer({ min: 1, max: 500 }), (changes, length) => {
        const bytes = Buffer.from(stream)
        for (const { at, value } of changes) bytes[at] = value
        survives(cutAt(bytes, [length]), 16_384)
      }),
      { numRuns: 1500 },
    )
  })
})
