import { describe, expect, it } from 'vitest'
import { aacTrack, avcTrack, fragmentOf, picture } from '../../test/support/synthetic.ts'
import type { Fragment } from '../fragment.ts'
import type { InitSegment } from '../track.ts'
import { createTsComposer } from './ts-composer.ts'

const init: InitSegment = { bytes: Buffer.alloc(0), tracks: [avcTrack(), aacTrack()] }
const frame = picture(Buffer.from([0x65, 1, 2, 3]))
const video = (dts: number) => ({ trackId: 1, dts, data: frame })
const audio = (dts: number) => ({ trackId: 2, dts, duration: 21, data: Buffer.from([9]) })

type Packet = { pid: number; counter: number; hasPayload: boolean; pcr: number | null }

const nullPid = 0x1fff

const readAll = (bytes: Buffer): Packet[] =>
  Array.from({ length: bytes.length / 188 }, (_, index) => {
    const packet = bytes.subarray(index * 188, (index + 1) * 188)
    const control = packet[3] ?? 0
    const hasPcr = (control & 0x20) !== 0 && ((packet[5] ?? 0) & 0x10) !== 0
    return {
      pid: packet.readUInt16BE(1) & 0x1fff,
      counter: control & 15,
      hasPayload: (control & 0x10) !== 0,
      pcr: hasPcr ? packet.readUInt32BE(6) * 2 + ((packet[10] ?? 0) >> 7) : null,
    }
  })

/** What is in it beside what fills it up. */
const read = (bytes: Buffer): Packet[] => readAll(bytes).filter(({ pid }) => pid !== nullPid)

const slice = (composer: ReturnType<typeof createTsComposer>, fragment: Fragment): Packet[] =>
  read(Buffer.concat([...composer.startSlice(), ...composer.append(fragment)]))

describe('a TS slice', () => {
  it('begins with the tables, then the keyframe with a clock', () => {
    const packets = slice(createTsComposer(init, 0), fragmentOf([audio(0), video(0)]))
    expect(packets.map(({ pid }) => pid)).toEqual([0, 0x1000, 0x100, 0x101])
    expect(packets[2]?.pcr).toBe(63_000)
  })

  it('continues the counters of the slice before it, those of the tables too', () => {
    const composer = createTsComposer(init, 0)
    const packets = [0, 40, 80].flatMap((ms) => slice(composer, fragmentOf([video(ms), audio(ms)])))
    for (const pid of [0, 0x1000, 0x100, 0x101]) {
      const counters = packets.filter((packet) => packet.pid === pid).map(({ counter }) => counter)
      expect(counters).toEqual([0, 1, 2])
    }
  })

  it('keeps the clock going when the picture stands still', () => {
    const samples = [video(0), ...Array.from({ length: 20 }, (_, n) => audio(n * 21))]
    const clocks = slice(createTsComposer(init, 0), fragmentOf(samples)).filter(
      ({ pcr }) => pcr !== null,
    )
    expect(clocks.every(({ pid }) => pid === 0x100)).toBe(true)
    const gaps = clocks.slice(1).map(({ pcr }, at) => ((pcr ?? 0) - (clocks[at]?.pcr ?? 0)) / 90)
    expect(clocks.length).toBeGreaterThan(3)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(110)
  })

  it('carries the clock on audio when there is no video', () => {
    const composer = createTsComposer({ ...init, tracks: [aacTrack()] }, 0)
    const packets = slice(composer, fragmentOf([audio(0), audio(21)]))
    expect(packets.map(({ pid, pcr }) => [pid, pcr])).toEqual([
      ...[
        [0, null],
        [0x1000, null],
        [0x100, 63_000],
        [0x100, 64_890],
      ],
    ])
  })

  it('wraps its clock after 26.5 hours', () => {
    const hours = 27 * 3_600_000
    const packets = slice(createTsComposer(init, 0), fragmentOf([video(hours)]))
    expect(packets[2]?.pcr).toBe(hours * 90 + 63_000 - 2 ** 33)
  })

  it('tells its duration from the end of the slice before', () => {
    const composer = createTsComposer(init, 0)
    slice(composer, fragmentOf([video(0), video(40), audio(70)]))
    expect(composer.endSlice().durationMs).toBe(80)
    slice(composer, fragmentOf([video(80)]))
    expect(composer.endSlice().durationMs).toBe(40)
  })
})

describe('a very short TS slice', () => {
  const pidsOf = (bytes: Buffer[]) => readAll(Buffer.concat(bytes)).map(({ pid }) => pid)

  it('is filled up to 16 packets, each of them whole', () => {
    const composer = createTsComposer(init, 0)
    const pids = pidsOf([...composer.startSlice(), ...composer.append(fragmentOf([audio(0)]))])
    expect(pids).toEqual([0, 0x1000, 0x100, 0x101, ...Array<number>(12).fill(nullPid)])
  })

  it('is filled up once, and a long one is not', () => {
    const composer = createTsComposer(init, 0)
    composer.startSlice()
    composer.append(fragmentOf([audio(0)]))
    expect(pidsOf(composer.append(fragmentOf([audio(21)])))).not.toContain(nullPid)
    const many = fragmentOf(Array.from({ length: 20 }, (_, n) => audio(n * 21)))
    composer.startSlice()
    expect(pidsOf(composer.append(many))).not.toContain(nullPid)
  })
})

it('refuses tracks that a transport stream cannot carry', () => {
  const tracks = [avcTrack({ codec: 'av1' }), aacTrack()]
  expect(() => createTsComposer({ ...init, tracks }, 0)).toThrow(/CODEC_UNSUPPORTED.*video avc1/)
})
