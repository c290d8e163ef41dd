import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { TapedeckError } from '@tapedeck/contracts'

/** Reads exactly `bytes` bytes of a file that may still grow. */
export const readWorkFile = async (path: string, start: number, bytes: number): Promise<Buffer> => {
  const buffer = Buffer.allocUnsafe(bytes)
  const file = await open(path, 'r')
  try {
    for (let filled = 0; filled < bytes; ) {
      const { bytesRead } = await file.read(buffer, filled, bytes - filled, start + filled)
      if (bytesRead === 0)
        throw new TapedeckError('SERVICE_BUG', {
          detail: `The work file ends before byte ${start + bytes}.`,
        })
      filled += bytesRead
    }
  } finally {
    await file.close()
  }
  return buffer
}

/** Size and CRC-32 of a finished file. */
export const measureFile = async (path: string): Promise<{ bytes: number; crc: number }> => {
  let bytes = 0
  let crc = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    bytes += (chunk as Buffer).length
    crc = crc32(chunk as Buffer, crc)
  }
  return { bytes, crc }
}
