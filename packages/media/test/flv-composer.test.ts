import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFlvComposer } from '../src/flv/flv-composer.ts'
import { fragmentedStream } from './support/fragmented-stream.ts'
import { type Packets, probePackets } from './support/packets.ts'
import { type Piece, piecesOf } from './support/pieces.ts'
import { decodingWords, runTool } from './support/run-tool.ts'
import { makeSource, type SourceOptions, temporaryDirectory } from './support/source.ts'

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
beforeAll(async () => {
  directory = await temporaryDirectory()
})
afterAll(() => directory.remove())

type Composed = { path: string; provisionalPath: string; durationMs: number; piece: Piece }

const compose = async (name: string, piece: Piece): Promise<Composed> => {
  const composer = createFlvComposer(piece.init, piece.originMs)
  const provisional = composer.provisionalHead()
  const body = Buffer.concat(piece.fragments.flatMap((fragment) => composer.append(fragment)))
  const { head, durationMs } = composer.finish()
  const path = join(directory.path, `${name}.flv`)
  const provisionalPath = join(directory.path, `${name}-provisional.flv`)
  await writeFile(path, Buffer.concat([head, body]))
  await writeFile(provisionalPath, Buffer.concat([provisional, body]))
  return { path, provisionalPath, durationMs, piece }
}

const record = async (
  options: SourceOptions,
): Promise<{ source: string; pieces: Piece[]; files: Composed[] }> => {
  const source = await makeSource(directory.path, options)
  const pieces = piecesOf(await fragmentedStream(source, `${source}.fragments.mp4`), 2)
  const name = (index: number): string =>
    `${options.video}-${options.audio}-${options.late}-${index}`
  const files = await Promise.all(pieces.map((piece, index) => compose(name(index), piece)))
  return { source, pieces, files }
}

const kinds = ['video', 'audio'] as const

describe.each<{ title: string; options: SourceOptions }>([
  {
    title: 'H.264 with B-frames and AAC',
    options: { video: 'h264', audio: 'aac', container: 'flv' },
  },
  { title: 'H.264 and MP3', options: { video: 'h264', audio: 'mp3', container: 'flv' } },
  {
    title: 'audio that comes late',
    options: { video: 'h264', audio: 'aac', container: 'flv', late: 'audio' },
  },
  {
    title: 'a picture that comes late',
    options: { video: 'h264', audio: 'aac', container: 'flv', late: 'video' },
  },
  { title: 'video alone', options: { video: 'h264', audio: null, container: 'flv' } },
  { title: 'audio alone', options: { video: null, audio: 'aac', container: 'flv' } },
])('a recording of $title cut into FLV files', ({ options }) => {
  let source: Packets
  let recorded: Awaited<ReturnType<typeof record>>
  let outputs: Packets[]
  beforeAll(async () => {
    recorded = await record(options)
    source = await probePackets(recorded.source)
    outputs = await Promise.all(recorded.files.map((file) => probePackets(file.path)))
  })

  it('holds every source packet exactly once and in order', () => {
    expect(recorded.files.length).toBeGreaterThan(2)
    for (const kind of kinds) {
      const hashes = outputs.flatMap((output) => output[kind].map((packet) => packet.hash))
      expect(hashes).toEqual(source[kind].map((packet) => packet.hash))
    }
    expect(source.video.length + source.audio.length).toBeGreaterThan(200)
  })

  it('keeps every presentation and decoding time to the millisecond, across both tracks', () => {
    const firstMs = Math.min(...kinds.flatMap((kind) => source[kind].map(({ dtsMs }) => dtsMs)))
    for (const kind of kinds) {
      const times = recorded.files.flatMap(({ piece }, index) =>
        (outputs[index]?.[kind] ?? []).map(({ ptsMs, dtsMs }) => [
          ptsMs + piece.originMs + firstMs,
          dtsMs + piece.originMs + firstMs,
        ]),
      )
      const off = times.flatMap(([ptsMs, dtsMs], index) => [
        Math.abs((ptsMs ?? 0) - (source[kind][index]?.ptsMs ?? 0)),
        Math.abs((dtsMs ?? 0) - (source[kind][index]?.dtsMs ?? 0)),
      ])
      expect(Math.max(0, ...off)).toBeLessThanOrEqual(1)
    }
  })

  it('decodes without a word, with the final head and with the provisional one', async () => {
    for (const { path, provisionalPath } of recorded.files) {
      expect(await decodingWords(path)).toBe('')
      expect(await decodingWords(provisionalPath)).toBe('')
    }
  })

  it('states durations that add up to the source, and its own size', async () => {
    const stated = await Promise.all(
      recorded.files.map(async ({ path }) => {
        const args = ['-v', 'error', '-show_format', '-of', 'json', path]
        const { format } = JSON.parse((await runTool('ffprobe', args)).stdout) as {
          format: { duration: string; size: string; tags?: { filesize?: string } }
        }
        return Number(format.duration) * 1000
      }),
    )
    for (const [index, file] of recorded.files.entries()) {
      expect(Math.abs((stated[index] ?? 0) - file.durationMs)).toBeLessThan(1)
    }
    const total = stated.reduce((sum, ms) => sum + ms, 0)
    const all = kinds.flatMap((kind) => source[kind].map(({ dtsMs }) => dtsMs))
    const isVideoLast = options.video !== null && options.late !== 'audio'
    const last = Math.max(...(isVideoLast ? source.video.map(({ dtsMs }) => dtsMs) : all))
    expect(Math.abs(total - (last - Math.min(...all)))).toBeLessThanOrEqual(41)
  })
})
