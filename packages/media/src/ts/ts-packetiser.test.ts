import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packetBytes, TsPacketiser } from './ts-packetiser.ts'

type Packet = { counter: number; isUnitStart: boolean; field: Buffer; payload: Buffer }

const read = (bytes: Buffer): Packet[] => {
  expect(bytes.length % packetBytes).toBe(0)
  return Array.from({ length: bytes.length / packetBytes }, (_, index) => {
    const packet = bytes.subarray(index * packetBytes, (index + 1) * packetBytes)
    expect(packet[0]).toBe(0x47)
    const control = (packet[3] ?? 0) >> 4
    const fieldEnd = control & 2 ? 5 + (packet[4] ?? 0) : 4
    expect(fieldEnd).toBeLessThanOrEqual(packetBytes)
    return {
      counter: (packet[3] ?? 0) & 15,
      isUnitStart: (packet.readUInt16BE(1) & 0x4000) !== 0,
      field: packet.subarray(4, fieldEnd),
      payload: control & 1 ? packet.subarray(fieldEnd) : Buffer.alloc(0),
    }
  })
}

const marksOf = fc.record({
  pcr: fc.option(fc.integer({ min: 0, max: 2 ** 33 - 1 })),
  isRandomAccess: fc.boolean(),
})

describe('units cut into packets', () => {
  it('come out again byte for byte, with counters that run on, at every length', () => {
    const units = fc.array(fc.tuple(fc.integer({ min: 1, max: 800 }), marksOf), { minLength: 1 })
    fc.assert(
      fc.property(units, (entries) => {
        const packetiser = new TsPacketiser()
        let counter = 0
        for (const [length, marks] of entries) {
          const unit = Buffer.from(Array.from({ length }, (_, index) => index & 0xff))
          const packets = read(packetiser.unit(0x100, unit, marks))
          expect(Buffer.concat(packets.map(({ payload }) => payload)).equals(unit)).toBe(true)
          expect(packets.map(({ isUnitStart }) => isUnitStart).lastIndexOf(true)).toBe(0)
          for (const packet of packets) expect(packet.counter).toBe(counter++ % 16)
          const flags = packets[0]?.field[1] ?? 0
          expect((flags & 0x40) !== 0).toBe(marks.isRandomAccess)
          expect((flags & 0x10) !== 0).toBe(marks.pcr !== null)
        }
      }),
    )
  })

  it('carry the clock in 33 bits', () => {
    const pcr = 2 ** 33 - 2
    const [packet] = read(
      new TsPacketiser().unit(1, Buffer.alloc(9), { pcr, isRandomAccess: true }),
    )
    const field = packet?.field ?? Buffer.alloc(0)
    expect(field[1]).toBe(0x50)
    expect(field.readUInt32BE(2) * 2 + ((field[6] ?? 0) >> 7)).toBe(pcr)
  })
})

it('counts each PID by itself and does not count a packet that is only a clock', () => {
  const packetiser = new TsPacketiser()
  const unit = (pid: number): number | undefined =>
    read(packetiser.unit(pid, Buffer.alloc(5), { pcr: null, isRandomAccess: false }))[0]?.counter
  expect([unit(1), unit(2), unit(1)]).toEqual([0, 0, 1])
  const [clock] = read(packetiser.clock(1, 77))
  expect(clock?.counter).toBe(1)
  expect(clock?.payload.length).toBe(0)
  expect(unit(1)).toBe(2)
})

it('puts a section behind a pointer field and fills up the packet', () => {
  const [packet] = read(new TsPacketiser().section(0, Buffer.from('c0ffee', 'hex')))
  expect(packet?.payload.subarray(0, 5).toString('hex')).toBe('00c0ffeeff')
})

it('fills up with null packets that leave every counter as it was', () => {
  const packetiser = new TsPacketiser()
  const counter = () =>
    read(packetiser.unit(1, Buffer.alloc(5), { pcr: null, isRandomAccess: false }))[0]?.counter
  expect(counter()).toBe(0)
  const nulls = packetiser.nulls(3)
  expect(nulls.length).toBe(3 * packetBytes)
  for (let at = 0; at < nulls.length; at += packetBytes)
    expect(nulls.toString('hex', at, at + 5)).toBe('471fff10ff')
  expect(counter()).toBe(1)
})
