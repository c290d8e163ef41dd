const polynomial = 0x04c11db7

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ polynomial : crc << 1
  return crc >>> 0
})

/** The CRC_32 of PSI sections (ISO/IEC 13818-1 annex A): not reflected, starting from all ones, not inverted. */
export const crc32Mpeg = (bytes: Buffer): number => {
  let crc = 0xffffffff
  for (const byte of bytes) crc = ((crc << 8) ^ (table[(crc >>> 24) ^ byte] ?? 0)) >>> 0
  return crc
}
