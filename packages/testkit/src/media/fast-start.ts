import { open } from 'node:fs/promises'

/** Types of the boxes at the top of an MP4 file, in order (ISO/IEC 14496-12 §4.2). */
export const topLevelBoxes = async (path: string): Promise<string[]> => {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const types: string[] = []
    const header = Buffer.alloc(16)
    for (let offset = 0; offset + 8 <= size; ) {
      await file.read(header, 0, 16, offset)
      const small = header.readUInt32BE(0)
      types.push(header.toString('latin1', 4, 8))
      const length =
        small === 1 ? Number(header.readBigUInt64BE(8)) : small === 0 ? size - offset : small
      if (length < 8) throw new Error(`${path}: a box of ${length} bytes at ${offset}`)
      offset += length
    }
    return types
  } finally {
    await file.close()
  }
}

/** Whether a player can start before it has the whole file: moov stands before mdat, and there are no fragments. */
export const isFastStart = async (path: string): Promise<boolean> => {
  const types = await topLevelBoxes(path)
  const moov = types.indexOf('moov')
  return moov >= 0 && types.indexOf('mdat') > moov && !types.includes('moof')
}
