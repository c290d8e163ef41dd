/** PES and PCR times count 90 000 ticks a second in 33 bits. */
export const ticksPerMs = 90
const timeModulus = 2 ** 33
const maxPacketLength = 0xffff

/** A time in 33 bits; they wrap after 26.5 hours, which players expect. */
export const wrapTicks = (ticks: number): number =>
  ((Math.round(ticks) % timeModulus) + timeModulus) % timeModulus

const writeTime = (target: Buffer, offset: number, prefix: number, ticks: number): void => {
  const low = ticks % 2 ** 30
  target[offset] = (prefix << 4) | (Math.floor(ticks / 2 ** 30) << 1) | 1
  target.writeUInt16BE(((low >>> 15) << 1) | 1, offset + 1)
  target.writeUInt16BE(((low & 0x7fff) << 1) | 1, offset + 3)
}

/**
 * One access unit as a PES packet (ISO/IEC 13818-1 §2.4.3.6). Times are in 90 kHz ticks already wrapped; the DTS is
 * left out when it equals the PTS. PES_packet_length is given whenever it fits, so that a demultiplexer can hand
 * out the last access unit of a slice at once; a video picture too large for it gets 0, which only video may have.
 */
export const pesPacket = (
  streamId: number,
  times: { pts: number; dts: number },
  payload: readonly Buffer[],
): Buffer => {
  const hasDts = times.pts !== times.dts
  const timeBytes = hasDts ? 10 : 5
  const header = Buffer.alloc(9 + timeBytes)
  const payloadBytes = payload.reduce((sum, piece) => sum + piece.length, 0)
  const packetLength = 3 + timeBytes + payloadBytes
  header.writeUIntBE(1, 0, 3)
  header[3] = streamId
  header.writeUInt16BE(packetLength > maxPacketLength ? 0 : packetLength, 4)
  header[6] = 0b1000_0100
  header[7] = hasDts ? 0b1100_0000 : 0b1000_0000
  header[8] = timeBytes
  writeTime(header, 9, hasDts ? 3 : 2, times.pts)
  if (hasDts) writeTime(header, 14, 1, times.dts)
  return Buffer.concat([header, ...payload])
}
