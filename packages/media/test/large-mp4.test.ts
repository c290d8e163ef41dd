import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Fragment } from '../src/fragment.ts'
import { boxesIn } from '../src/mp4/box.ts'
import { createMp4Composer } from '../src/mp4/mp4-composer.ts'
import { fragmentedStream } from './support/fragmented-stream.ts'
import { probePackets } from './support/packets.ts'
import { makeSource, temporaryDirectory } from './support/source.ts'

const mib = 1024 ** 2
/** Nine fragments of this are more than 4 GiB. */
const paddingBytes = 600 * mib

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
beforeAll(async () => {
  directory = await temporaryDirectory()
})
afterAll(() => directory.remove())

/** The same samples in an mdat that goes on with zeros. */
const inflated = (fragment: Fragment): Fragment => {
  const { bytes, moofBytes } = fragment
  const larger = Buffer.alloc(bytes.length + paddingBytes)
  bytes.copy(larger)
  larger.writeUInt32BE(bytes.length - moofBytes + paddingBytes, moofBytes)
  return { ...fragment, bytes: larger }
}

/** Writes what is not zero; the file system keeps no room for the rest. */
const writeSparse = async (file: FileHandle, at: number, pieces: Buffer[]): Promise<number> => {
  let position = at
  for (const piece of pieces) {
    await file.write(piece, 0, Math.min(piece.length, mib), position)
    position += piece.length
  }
  return position
}

it('an MP4 of more than 4 GiB has 64-bit sizes and offsets, and every packet is found', async () => {
  const source = await makeSource(directory.path, {
    video: 'h264',
    audio: 'aac',
    container: 'flv',
  })
  const stream = await fragmentedStream(source, join(directory.path, 'stream.mp4'))
  const composer = createMp4Composer(stream.init, 0)
  let bodyBytes = 0
  for (const fragment of stream.fragments) bodyBytes += fragment.bytes.length + paddingBytes
  expect(bodyBytes).toBeGreaterThan(4 * 1024 ** 3)
  // written behind a head of the length that was wanted, as where parts are equal
  const headBytes = 256 * 1024
  const path = join(directory.path, 'large.mp4')
  const file = await open(path, 'w')
  try {
    let end = headBytes
    for (const fragment of stream.fragments)
      end = await writeSparse(file, end, composer.append(inflated(fragment)))
    expect(end).toBe(headBytes + bodyBytes)
    const { head } = composer.finish(headBytes)
    expect(head.length).toBe(headBytes)
    await file.write(head, 0, head.length, 0)
    await file.truncate(end)
    expect(boxesIn(head.subarray(0, -16)).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'free'])
    expect(head.includes('co64')).toBe(true)
    expect(head.includes('stco')).toBe(false)
    // size 1 says that the size stands behind the type
    expect(head.readUInt32BE(headBytes - 16)).toBe(1)
    expect(head.toString('latin1', headBytes - 12, headBytes - 8)).toBe('mdat')
    expect(Number(head.readBigUInt64BE(headBytes - 8))).toBe(bodyBytes + 16)
  } finally {
    await file.close()
  }
  const hashes = async (input: string) => {
    const { video, audio } = await probePackets(input)
    return [video, audio].map((packets) => packets.map(({ hash }) => hash))
  }
  expect(await hashes(path)).toEqual(await hashes(stream.path))
})
