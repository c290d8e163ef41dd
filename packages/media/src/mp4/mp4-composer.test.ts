import { describe, expect, it } from 'vitest'
import { parsedFragment, parsedInit } from '../../test/support/synthetic-stream.ts'
import type { Fragment } from '../fragment.ts'
import { type Box, boxesIn, childrenOf, payloadOf, requireBox } from './box.ts'
import { childrenAlong } from './init-segment.ts'
import { createMp4Composer } from './mp4-composer.ts'

const compose = (fragments: readonly Fragment[], originMs = 0) => {
  const composer = createMp4Composer(parsedInit, originMs)
  const body = Buffer.concat(fragments.flatMap((fragment) => composer.append(fragment)))
  return { body, provisional: composer.provisionalHead(), ...composer.finish() }
}

const traksOf = (head: Buffer): Box[] =>
  childrenOf(head, requireBox(boxesIn(head.subarray(0, -16)), 'moov')).filter(
    (box) => box.type === 'trak',
  )

/** The 32-bit words of a box of one track's sample table; null when it has no such box. */
const tableOf = (head: Buffer, track: number, type: string): number[] | null => {
  const trak = traksOf(head)[track] as Box
  const path = type === 'elst' ? ['edts'] : ['mdia', 'minf', 'stbl']
  const isThere = type !== 'elst' || childrenOf(head, trak).some((box) => box.type === 'edts')
  const box = isThere
    ? childrenAlong(head, trak, ...path).find((found) => found.type === type)
    : undefined
  if (box === undefined) return null
  const payload = payloadOf(head, box)
  return [...Array(payload.length / 4)].map((_, index) => payload.readUInt32BE(index * 4))
}

const sync = { duration: 640 }
const delta = { duration: 640, isSync: false }
const bytesAt = (file: Buffer, offset: number, count: number) =>
  file.subarray(offset, offset + count)

describe('an MP4 file', () => {
  const fragments = [
    parsedFragment(
      {
        trackId: 1,
        decodeTicks: 16_000,
        samples: [
          { ...sync, size: 30, ctsOffset: 640 },
          { ...delta, ctsOffset: 1280 },
        ],
      },
      {
        trackId: 2,
        decodeTicks: 44_000,
        samples: [{ duration: 1024 }, { duration: 1024, size: 7 }],
      },
    ),
    parsedFragment(
      { trackId: 1, decodeTicks: 17_280, samples: [{ ...delta, ctsOffset: 640 }] },
      { trackId: 2, decodeTicks: 46_048, samples: [{ duration: 1024 }] },
    ),
  ]

  it('tells where each sample stands', () => {
    const { head, body } = compose(fragments, 44_000_000 / 44_100)
    const file = Buffer.concat([head, body])
    expect(tableOf(head, 0, 'stsz')).toEqual([0, 0, 3, 30, 10, 10])
    expect(tableOf(head, 1, 'stsz')).toEqual([0, 0, 3, 10, 7, 10])
    expect(tableOf(head, 0, 'stsc')).toEqual([0, 2, 1, 2, 1, 2, 1, 1])
    const [, , firstAt, secondAt] = tableOf(head, 0, 'stco') ?? []
    const [first, second] = fragments
    const dataOf = (fragment: Fragment | undefined, from: number, to: number) =>
      fragment?.bytes.subarray(fragment.moofBytes + 8).subarray(from, to)
    expect(bytesAt(file, firstAt ?? 0, 40)).toEqual(dataOf(first, 0, 40))
    expect(bytesAt(file, secondAt ?? 0, 10)).toEqual(dataOf(second, 0, 10))
    const [, , audioAt] = tableOf(head, 1, 'stco') ?? []
    expect(bytesAt(file, audioAt ?? 0, 17)).toEqual(dataOf(first, 40, 57))
  })

  it('tells of samples of one track that do not stand together', () => {
    const whole = parsedFragment({ trackId: 1, decodeTicks: 0, samples: [sync, delta, delta] })
    const samples = whole.samples.filter((_, index) => index !== 1)
    const { head, body } = compose([{ ...whole, samples }])
    const first = head.length + body.length - 30
    expect(tableOf(head, 0, 'stco')).toEqual([0, 2, first, first + 20])
    expect(tableOf(head, 0, 'stsc')).toEqual([0, 1, 1, 1, 1])
  })

  it('is ftyp, moov and one mdat that encloses the body', () => {
    const { head, body } = compose(fragments)
    const boxes = boxesIn(Buffer.concat([head, body]))
    expect(boxes.map((box) => box.type)).toEqual(['ftyp', 'moov', 'mdat'])
    expect(boxes[2]).toMatchObject({ start: head.length - 16, headerBytes: 16 })
  })

  it('is fragmented behind the provisional head, its times from zero and its fragments counted', () => {
    const { provisional, body } = compose(fragments, 44_000_000 / 44_100)
    const boxes = boxesIn(Buffer.concat([provisional, body]))
    expect(boxes.map((box) => box.type)).toEqual(['ftyp', 'moov', 'moof', 'mdat', 'moof', 'mdat'])
    const words = (type: string) =>
      [...Array(body.length - 12).keys()].flatMap((at) =>
        body.toString('latin1', at, at + 4) === type ? [body.readUInt32BE(at + 8)] : [],
      )
    expect(words('mfhd')).toEqual([1, 2])
    const times = [...Array(body.length - 16).keys()].flatMap((at) =>
      body.toString('latin1', at, at + 4) === 'tfdt' ? [Number(body.readBigUInt64BE(at + 8))] : [],
    )
    expect(times).toEqual([36, 0, 1316, 2048])
  })

  it('keeps the tracks’ offset by an edit list and shows the first picture at once', () => {
    const { head } = compose(fragments)
    const startSeconds = 44_000 / 44_100
    const emptyTicks = Math.round((16_640 / 16_000 - startSeconds) * 90_000)
    const shownTicks = ((17_280 + 640 + 640 - 16_640) * 90_000) / 16_000
    expect(tableOf(head, 0, 'elst')).toEqual([
      ...[0, 2],
      ...[emptyTicks, 0xffffffff, 0x10000],
      ...[shownTicks, 640, 0x10000],
    ])
    expect(tableOf(head, 1, 'elst')).toBeNull()
  })

  it('takes durations from the decoding times, over a gap too, and the last one from the sample', () => {
    const samples = [sync, delta]
    const { head, durationMs } = compose([
      parsedFragment({ trackId: 1, decodeTicks: 0, samples }),
      parsedFragment({ trackId: 1, decodeTicks: 16_000, samples }),
    ])
    expect(tableOf(head, 0, 'stts')).toEqual([0, 3, 1, 640, 1, 15_360, 2, 640])
    expect(tableOf(head, 0, 'stss')).toEqual([0, 2, 1, 3])
    expect(durationMs).toBe(1080)
  })

  it('does not let decoding times stand still or go back, and leaves presentation times alone', () => {
    const { head } = compose([
      parsedFragment({ trackId: 1, decodeTicks: 1000, samples: [sync] }),
      parsedFragment({ trackId: 1, decodeTicks: 900, samples: [sync, sync] }),
    ])
    expect(tableOf(head, 0, 'stts')).toEqual([0, 3, 1, 1, 1, 539, 1, 640])
    const ctts = tableOf(head, 0, 'ctts')
    expect(ctts?.map((value) => value | 0)).toEqual([1 << 24, 3, 1, 0, 1, -101, 1, 0])
  })

  it('has neither ctts nor stss when it needs none, and no track without samples', () => {
    const { head } = compose([
      parsedFragment({ trackId: 2, decodeTicks: 0, samples: [{ duration: 1024 }] }),
    ])
    expect(traksOf(head)).toHaveLength(1)
    for (const type of ['ctts', 'stss', 'elst']) expect(tableOf(head, 0, type)).toBeNull()
  })

  it('is empty but whole without any fragment', () => {
    const { head, durationMs } = compose([])
    expect(traksOf(head)).toEqual([])
    expect(durationMs).toBe(0)
  })

  it('uses 64-bit offsets beyond 4 GiB', () => {
    const sizeBytes = 64 * 2 ** 20
    const large = parsedFragment({ trackId: 2, decodeTicks: 0, samples: [{ size: sizeBytes }] })
    const composer = createMp4Composer(parsedInit, 0)
    for (let count = 0; count < 65; count += 1) composer.append(large)
    const { head } = composer.finish()
    expect(tableOf(head, 0, 'stco')).toBeNull()
    const offsets = tableOf(head, 0, 'co64') ?? []
    expect(offsets[1]).toBe(65)
    const last = (offsets.at(-2) ?? 0) * 2 ** 32 + (offsets.at(-1) ?? 0)
    expect(last).toBe(head.length + 64 * large.bytes.length + large.moofBytes + 8)
    expect(head.readBigUInt64BE(head.length - 8)).toBe(BigInt(65 * large.bytes.length + 16))
  })

  it('gives the same bytes for the same fragments and leaves them alone', () => {
    const before = fragments.map((fragment) => Buffer.from(fragment.bytes))
    const [once, twice] = [compose(fragments, 500), compose(fragments, 500)]
    expect(once).toEqual(twice)
    expect(fragments.map((fragment) => fragment.bytes)).toEqual(before)
  })

  it('lets a track that begins before the origin begin at zero in its fragments', () => {
    const { body } = compose(fragments, 2000)
    const at = body.indexOf('tfdt')
    expect(Number(body.readBigUInt64BE(at + 8))).toBe(0)
  })
})
