import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fragment } from '../src/fragment.ts'
import {
  createCmafComposer,
  createFlvComposer,
  createMp4Composer,
  createTsComposer,
  cutAt,
  fragmentStartMs,
  type InitSegment,
  renderMediaPlaylist,
} from '../src/index.ts'
import { fragmentedStream } from './support/fragmented-stream.ts'
import { decodingWords, runTool } from './support/run-tool.ts'
import { makeSource, type SourceOptions, temporaryDirectory } from './support/source.ts'

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
beforeAll(async () => {
  directory = await temporaryDirectory()
})
afterAll(() => directory.remove())

/** The first samples of a stream of one track, as a fragment of their own. */
const firstSamplesOf = (fragment: Fragment, init: InitSegment, count: number): Fragment => {
  const [track] = init.tracks
  const second = fragment.samples[count]
  if (second === undefined || track === undefined) throw new Error('short')
  const { before } = cutAt(fragment, init.tracks, { dts: new Map([[track.id, second.dts]]) })
  if (before === null) throw new Error('nothing was kept')
  return before
}

const probed = async (input: string): Promise<{ format: string; packets: number }> => {
  const entries = ['-count_packets', '-show_entries', 'format=format_name:stream=nb_read_packets']
  const { stdout } = await runTool('ffprobe', ['-v', 'error', ...entries, '-of', 'json', input])
  const { format, streams } = JSON.parse(stdout)
  return { format: format.format_name, packets: Number(streams[0].nb_read_packets) }
}

describe.each([
  ['one MP3 frame', 1, { video: null, audio: 'mp3', container: 'flv' }],
  // from two frames on ffmpeg could take it for a program stream
  ['three MP3 frames', 3, { video: null, audio: 'mp3', container: 'flv' }],
  ['one AAC frame', 1, { video: null, audio: 'aac', container: 'flv' }],
  ['three AAC frames', 3, { video: null, audio: 'aac', container: 'flv' }],
  ['one picture', 1, { video: 'h264', audio: null, container: 'flv' }],
] satisfies [string, number, SourceOptions][])('a file of %s', (name, count, options) => {
  let folder: string
  let init: InitSegment
  let one: Fragment
  let originMs: number
  beforeAll(async () => {
    folder = join(directory.path, name)
    await mkdir(folder)
    const source = await makeSource(folder, options)
    const stream = await fragmentedStream(source, `${source}.fragments.mp4`)
    const [fragment] = stream.fragments
    if (fragment === undefined) throw new Error('the stream has no fragment')
    init = stream.init
    one = firstSamplesOf(fragment, init, count)
    originMs = fragmentStartMs(one, init.tracks)
  })

  const isRecognised = async (path: string, format: RegExp): Promise<void> => {
    const found = await probed(path)
    expect(found.format).toMatch(format)
    expect(found.packets).toBe(count)
    expect(await decodingWords(path)).toBe('')
  }

  it.each([
    ['mp4', createMp4Composer, /mp4/],
    ['flv', createFlvComposer, /flv/],
  ] as const)('is recognised as %s', async (extension, create, format) => {
    const composer = create(init, originMs)
    const body = composer.append(one)
    const path = join(folder, `one.${extension}`)
    await writeFile(path, Buffer.concat([composer.finish().head, ...body]))
    await isRecognised(path, format)
  })

  it.each([
    ['ts', createTsComposer, /mpegts/],
    ['m4s', createCmafComposer, /mp4/],
  ] as const)('is recognised as %s, alone and in a playlist', async (extension, create, format) => {
    const composer = create(init, originMs)
    const bytes = Buffer.concat([...composer.startSlice(), ...composer.append(one)])
    const { durationMs } = composer.endSlice()
    const { initObject } = composer
    const path = join(folder, `one.${extension}`)
    await writeFile(path, bytes)
    if (initObject !== null) await writeFile(join(folder, 'init.mp4'), initObject)
    const playlist = renderMediaPlaylist({
      type: 'VOD',
      targetDurationSeconds: 1,
      mediaSequence: 0,
      initUri: initObject === null ? null : 'init.mp4',
      slices: [
        { uri: `one.${extension}`, durationMs, discontinuity: false, programDateTimeMs: null },
      ],
      isEnded: true,
    })
    await writeFile(`${path}.m3u8`, playlist)
    await isRecognised(`${path}.m3u8`, /hls/)
    await writeFile(`${path}.whole`, Buffer.concat([initObject ?? Buffer.alloc(0), bytes]))
    await isRecognised(`${path}.whole`, format)
  })
})
