import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FileComposer } from '../src/composer.ts'
import { createFlvComposer } from '../src/flv/flv-composer.ts'
import { createMp4Composer } from '../src/mp4/mp4-composer.ts'
import { type FragmentedStream, fragmentedStream } from './support/fragmented-stream.ts'
import { probePackets } from './support/packets.ts'
import { decodingWords } from './support/run-tool.ts'
import { makeSource, temporaryDirectory } from './support/source.ts'

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let stream: FragmentedStream
beforeAll(async () => {
  directory = await temporaryDirectory()
  const source = await makeSource(directory.path, {
    video: 'h264',
    audio: 'aac',
    container: 'flv',
  })
  stream = await fragmentedStream(source, join(directory.path, 'stream.mp4'))
})
afterAll(() => directory.remove())

const composers = {
  mp4: () => createMp4Composer(stream.init, 0),
  flv: () => createFlvComposer(stream.init, 0),
}

const composed = (composer: FileComposer, headBytes?: number) => {
  const body = Buffer.concat(stream.fragments.flatMap((fragment) => composer.append(fragment)))
  const provisional = composer.provisionalHead(headBytes)
  return { body, provisional, head: composer.finish(headBytes).head }
}

const write = async (name: string, ...pieces: Buffer[]): Promise<string> => {
  const path = join(directory.path, name)
  await writeFile(path, Buffer.concat(pieces))
  return path
}

describe.each(['mp4', 'flv'] as const)('the padded heads of an %s file', (format) => {
  const open = () => composers[format]()

  it('have the wanted length, and the file has the same packets', async () => {
    const plain = composed(open())
    const wanted = plain.head.length + 5000
    const padded = composed(open(), wanted)
    expect([padded.head.length, padded.provisional.length]).toEqual([wanted, wanted])
    expect(padded.body.equals(plain.body)).toBe(true)
    for (const kind of ['head', 'provisional'] as const) {
      const expected = await write(`plain-${kind}.${format}`, plain[kind], plain.body)
      const path = await write(`padded-${kind}.${format}`, padded[kind], padded.body)
      expect(await probePackets(path)).toEqual(await probePackets(expected))
      expect(await decodingWords(path)).toBe('')
    }
  })

  it('may fill the wanted length exactly', () => {
    const plain = composed(open())
    expect(composed(open(), plain.head.length).head.equals(plain.head)).toBe(true)
  })

  it.each([-1, 1, 7])('stay as they are when %i bytes are missing', (missing) => {
    const plain = composed(open())
    const { head } = composed(open(), plain.head.length + missing)
    expect(head.equals(plain.head)).toBe(true)
  })
})

it('a padded FLV says where its keyframes stand, and how long it is', () => {
  const plain = composed(composers.flv())
  const { head, body } = composed(composers.flv(), plain.head.length + 5000)
  const after = (name: string): number => {
    const key = Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name)])
    return head.indexOf(key) + key.length
  }
  const file = Buffer.concat([head, body])
  // AMF0: a number is its marker and a double, an array its marker and a count
  expect(file.readDoubleBE(after('filesize') + 1)).toBe(file.length)
  const positions = after('filepositions')
  const count = file.readUInt32BE(positions + 1)
  expect(count).toBeGreaterThan(3)
  for (let index = 0; index < count; index++) {
    const position = file.readDoubleBE(positions + 5 + index * 9 + 1)
    // a video tag whose data begins with the frame type of a keyframe
    expect([file[position], (file[position + 11] ?? 0) >> 4]).toEqual([9, 1])
  }
})
