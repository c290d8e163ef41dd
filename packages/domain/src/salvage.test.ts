import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OpenCycle, OpenCyclePiece } from './open-cycle.ts'
import { planSalvage } from './salvage.ts'

const startedAtMs = 1_800_000_000_000

const cycleOf = (part: Partial<OpenCycle> = {}): OpenCycle => ({
  output: part.format ?? 'mp4',
  format: 'mp4',
  sequence: 3,
  generation: 2,
  storage: { type: 's3', bucket: null },
  key: 'tapedeck-staging/rec/2/mp4-3.mp4',
  contentType: 'video/mp4',
  uploadId: 'upload',
  initKey: null,
  startedAtMs,
  from: { generation: 2, sequence: 0 },
  width: null,
  height: null,
  codecs: [],
  ...part,
})

const crcHex = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0')

/**
 * The pieces of an object that is sent in parts. Each fragment is told by its length and lasts 100 ms; the head lies
 * in front of the first.
 */
const partsOf = (object: Buffer, partBytes: number, head: number, fragments: number[]) => {
  const pieces: OpenCyclePiece[] = []
  for (let start = 0; start < object.length; start += partBytes) {
    const body = object.subarray(start, start + partBytes)
    let whole = 0
    let end = head
    for (const bytes of fragments) {
      end += bytes
      if (end > start + body.length) break
      whole += 1
    }
    const wholeBytes = head + fragments.slice(0, whole).reduce((sum, bytes) => sum + bytes, 0)
    pieces.push({
      number: pieces.length + 1,
      bytes: body.length,
      crc32: crcHex(body),
      etag: `etag-${pieces.length + 1}`,
      slice: null,
      wholeBytes,
      mediaMs: whole * 100,
      through: whole === 0 ? [] : [{ generation: 2, sequence: whole - 1 }],
    })
  }
  return pieces
}

const slicePiece = (number: number, durationMs: number, mediaMs: number): OpenCyclePiece => {
  const body = Buffer.from(`slice ${number}`)
  return {
    number,
    bytes: body.length,
    crc32: crcHex(body),
    etag: null,
    slice: {
      key: `slices/${number}.ts`,
      sequence: number,
      bytes: body.length,
      durationMs,
      startedAtMs: startedAtMs + mediaMs - durationMs,
      discontinuity: false,
    },
    wholeBytes: null,
    mediaMs,
    through: [{ generation: 2, sequence: number * 5 }],
  }
}

test('a file is cut behind its last whole fragment, and only what is read there has no checksum yet', () => {
  const object = Buffer.from('hhaaaabbbbcccc')
  const pieces = partsOf(object, 4, 2, [4, 4, 4])
  expect(planSalvage(cycleOf(), pieces.slice(0, 3))).toEqual({
    kind: 'parts',
    parts: ['hhaa', 'aabb', 'bbcc'].map((text, index) => ({
      partNumber: index + 1,
      etag: `etag-${index + 1}`,
      bytes: 4,
      crc32: crc32(text),
    })),
    bytes: 10,
    known: { bytes: 8, crc32: crc32('hhaaaabb') },
    mediaMs: 200,
    through: [{ generation: 2, sequence: 1 }],
    startedAtMs,
    endedAtMs: startedAtMs + 200,
  })
})

test('nothing is salvaged without part 1, without a whole fragment, or without an upload', () => {
  const pieces = partsOf(Buffer.from('hhaaaabbbb'), 4, 2, [4, 4])
  expect(planSalvage(cycleOf(), pieces.slice(1))).toBeNull()
  expect(planSalvage(cycleOf(), pieces.slice(0, 1))).toBeNull()
  expect(planSalvage(cycleOf(), [])).toBeNull()
  expect(planSalvage(cycleOf({ uploadId: null }), pieces)).toBeNull()
})

test('slices are taken in order up to the first hole, whatever number they begin with', () => {
  const pieces = [
    slicePiece(8, 5000, 10_000),
    slicePiece(7, 5000, 5000),
    slicePiece(10, 5000, 20_000),
  ]
  const salvage = planSalvage(cycleOf({ format: 'm3u8', uploadId: null }), pieces)
  expect(salvage).toMatchObject({
    kind: 'slices',
    slices: [{ sequence: 7 }, { sequence: 8 }],
    bytes: 14,
    crc32: crc32('slice 7slice 8'),
    mediaMs: 10_000,
    through: [{ generation: 2, sequence: 40 }],
    endedAtMs: startedAtMs + 10_000,
  })
  expect(planSalvage(cycleOf({ format: 'cmaf' }), [])).toBeNull()
})

test('whatever parts are there: the file is a run of whole fragments from the start, with the checksum of its bytes', () => {
  const upload = fc.record({
    fragments: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }),
    head: fc.integer({ min: 1, max: 20 }),
    partBytes: fc.integer({ min: 1, max: 25 }),
    seed: fc.uint8Array({ minLength: 700, maxLength: 700 }),
    missing: fc.array(fc.nat({ max: 40 }), { maxLength: 3 }),
    turn: fc.nat({ max: 40 }),
  })
  fc.assert(
    fc.property(upload, ({ fragments, head, partBytes, seed, missing, turn }) => {
      const total = head + fragments.reduce((sum, bytes) => sum + bytes, 0)
      const object = Buffer.from(seed).subarray(0, total)
      const there = partsOf(object, partBytes, head, fragments).filter(
        ({ number }) => !missing.includes(number),
      )
      const shuffled = [...there.slice(turn), ...there.slice(0, turn)]
      const salvage = planSalvage(cycleOf(), shuffled)
      const firstHole = there.findIndex(({ number }, index) => number !== index + 1)
      const reach = Math.min(total, (firstHole === -1 ? there.length : firstHole) * partBytes)
      const ends = fragments.map((_, index) =>
        fragments.slice(0, index + 1).reduce((sum, bytes) => sum + bytes, head),
      )
      const whole = ends.filter((end) => end <= reach).length
      if (whole === 0) {
        expect(salvage).toBeNull()
        return
      }
      if (salvage?.kind !== 'parts') throw new Error('there was something to salvage')
      expect(salvage.bytes).toBe(ends[whole - 1])
      expect(salvage.mediaMs).toBe(whole * 100)
      expect(salvage.parts.map(({ partNumber }) => partNumber)).toEqual(
        salvage.parts.map((_, index) => index + 1),
      )
      const uploaded = salvage.parts.reduce((sum, { bytes }) => sum + bytes, 0)
      expect(uploaded).toBeGreaterThanOrEqual(salvage.bytes)
      expect(salvage.bytes - salvage.known.bytes).toBeLessThan(partBytes)
      expect(salvage.known.bytes).toBeLessThanOrEqual(salvage.bytes)
      expect(salvage.known.crc32).toBe(crc32(object.subarray(0, salvage.known.bytes)))
    }),
  )
})
