import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFlvComposer } from '../src/flv/flv-composer.ts'
import { type PlaylistSlice, renderMediaPlaylist } from '../src/hls/playlist.ts'
import { MediaLine } from '../src/media-line.ts'
import { createTsComposer } from '../src/ts/ts-composer.ts'
import { fragmentedStream } from './support/fragmented-stream.ts'
import { bareFilters, filteredPackets, probePackets } from './support/packets.ts'
import { type Piece, piecesOf } from './support/pieces.ts'
import { decodingWords } from './support/run-tool.ts'
import { makeSource, temporaryDirectory } from './support/source.ts'

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let source: string
/** The source pulled twice, the second pull set behind the first on one media line. */
let pulls: Piece[]

beforeAll(async () => {
  directory = await temporaryDirectory()
  source = await makeSource(directory.path, { video: 'h264', audio: 'aac', container: 'flv' })
  const { init, fragments } = await fragmentedStream(source, `${source}.fragments.mp4`)
  const line = new MediaLine()
  pulls = [1, 2].flatMap(() => {
    line.beginPull()
    return piecesOf(
      { init, fragments: fragments.map((f) => line.place(f, init.tracks, 0).fragment) },
      100,
    )
  })
})
afterAll(() => directory.remove())

const twice = <Item>(items: readonly Item[]): Item[] => [...items, ...items]

describe('a file that goes on with a second pull', () => {
  it('is one FLV file with the packets of both, whose times never go back', async () => {
    const init = pulls[0]?.init ?? { bytes: Buffer.alloc(0), tracks: [] }
    const composer = createFlvComposer(init, 0)
    const fragments = pulls.flatMap((pull) => pull.fragments)
    const body = Buffer.concat(fragments.flatMap((fragment) => composer.append(fragment)))
    const path = join(directory.path, 'both.flv')
    await writeFile(path, Buffer.concat([composer.finish().head, body]))
    const expected = await probePackets(source)
    const found = await probePackets(path)
    for (const kind of ['video', 'audio'] as const) {
      expect(found[kind].map(({ hash }) => hash)).toEqual(
        twice(expected[kind].map(({ hash }) => hash)),
      )
      const times = found[kind].map(({ dtsMs }) => dtsMs)
      expect(times).toEqual([...times].sort((a, b) => a - b))
    }
    expect(await decodingWords(path)).toBe('')
  })

  it('is one TS playlist with a discontinuity, played to its end', async () => {
    const folder = join(directory.path, 'both')
    await mkdir(folder)
    const composer = createTsComposer(pulls[0]?.init ?? { bytes: Buffer.alloc(0), tracks: [] }, 0)
    const slices: PlaylistSlice[] = []
    for (const [index, pull] of pulls.entries()) {
      const bytes = [composer.startSlice(), ...pull.fragments.map((f) => composer.append(f))].flat()
      await writeFile(join(folder, `${index}.ts`), Buffer.concat(bytes))
      const { durationMs } = composer.endSlice()
      const discontinuity = index > 0
      slices.push({ uri: `${index}.ts`, durationMs, discontinuity, programDateTimeMs: null })
    }
    const playlist = join(folder, 'index.m3u8')
    const about = { targetDurationSeconds: 9, mediaSequence: 0, initUri: null, isEnded: true }
    await writeFile(playlist, renderMediaPlaylist({ type: 'VOD', ...about, slices }))
    const hashesOf = async (input: string): Promise<string[]> =>
      (await filteredPackets(input, '0:v', bareFilters.h264)).map(({ hash }) => hash)
    expect(await hashesOf(playlist)).toEqual(twice(await hashesOf(source)))
    expect(await decodingWords(playlist)).toBe('')
  })
})
