export const packetBytes = 188
const headerBytes = 4
const roomBytes = packetBytes - headerBytes
const pcrFieldBytes = 8
const hasPayload = 0x10
const hasAdaptationField = 0x20

/** ISO/IEC 13818-1 table 2-3. */
const nullPid = 0x1fff

/** What the first packet of a unit says beside its payload. */
export type PacketMarks = {
  /** 33-bit program clock reference in 90 kHz ticks, or null. */
  pcr: number | null
  isRandomAccess: boolean
}

const adaptationBytes = ({ pcr, isRandomAccess }: PacketMarks): number => {
  if (pcr !== null) return pcrFieldBytes
  return isRandomAccess ? 2 : 0
}

/** Writes an adaptation field of exactly `length` bytes, its stuffing included; 1 byte is a field of length 0. */
const writeAdaptationField = (
  packet: Buffer,
  length: number,
  { pcr, isRandomAccess }: PacketMarks,
): void => {
  packet.fill(0xff, headerBytes, headerBytes + length)
  packet[headerBytes] = length - 1
  if (length === 1) return
  packet[headerBytes + 1] = (isRandomAccess ? 0x40 : 0) | (pcr === null ? 0 : 0x10)
  if (pcr === null) return
  packet.writeUInt32BE(Math.floor(pcr / 2), headerBytes + 2)
  packet[headerBytes + 6] = ((pcr % 2) << 7) | 0x7e
  packet[headerBytes + 7] = 0
}

/**
 * Cuts units into transport packets (ISO/IEC 13818-1 §2.4.3.2) and keeps the continuity counter of each PID, which
 * must run on over all slices of a playlist that has no discontinuity.
 */
export class TsPacketiser {
  readonly #counters: Map<number, number> = new Map()

  /** A PES packet as transport packets; what is left of the last one is stuffed. */
  unit(pid: number, unit: Buffer, marks: PacketMarks): Buffer {
    const firstRoom = roomBytes - adaptationBytes(marks)
    const count = 1 + Math.ceil(Math.max(0, unit.length - firstRoom) / roomBytes)
    const packets = Buffer.allocUnsafe(count * packetBytes)
    let taken = 0
    for (let index = 0; index < count; index += 1) {
      const packet = packets.subarray(index * packetBytes, (index + 1) * packetBytes)
      const isFirst = index === 0
      const size = Math.min(isFirst ? firstRoom : roomBytes, unit.length - taken)
      const fieldBytes = roomBytes - size
      this.#writeHeader(
        packet,
        pid,
        isFirst,
        hasPayload | (fieldBytes > 0 ? hasAdaptationField : 0),
      )
      if (fieldBytes > 0) {
        const none = { pcr: null, isRandomAccess: false }
        writeAdaptationField(packet, fieldBytes, isFirst ? marks : none)
      }
      unit.copy(packet, packetBytes - size, taken, taken + size)
      taken += size
    }
    return packets
  }

  /** A PSI section that fits one packet. */
  section(pid: number, section: Buffer): Buffer {
    const packet = Buffer.alloc(packetBytes, 0xff)
    this.#writeHeader(packet, pid, true, hasPayload)
    packet[headerBytes] = 0
    section.copy(packet, headerBytes + 1)
    return packet
  }

  /** A packet with a clock reference and nothing else; it does not advance the continuity counter. */
  clock(pid: number, pcr: number): Buffer {
    const packet = Buffer.alloc(packetBytes)
    this.#writeHeader(packet, pid, false, hasAdaptationField)
    writeAdaptationField(packet, roomBytes, { pcr, isRandomAccess: false })
    return packet
  }

  /** Packets that every reader drops. Their continuity counter means nothing (§2.4.3.3) and stays as it is. */
  nulls(count: number): Buffer {
    const packets = Buffer.alloc(count * packetBytes, 0xff)
    for (let at = 0; at < packets.length; at += packetBytes) {
      packets[at] = 0x47
      packets.writeUInt16BE(nullPid, at + 1)
      packets[at + 3] = hasPayload
    }
    return packets
  }

  #writeHeader(packet: Buffer, pid: number, isUnitStart: boolean, control: number): void {
    const last = this.#counters.get(pid) ?? 15
    const counter = control & hasPayload ? (last + 1) % 16 : last
    this.#counters.set(pid, counter)
    packet[0] = 0x47
    packet.writeUInt16BE((isUnitStart ? 0x4000 : 0) | pid, 1)
    packet[3] = control | counter
  }
}
