import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PlaylistSlice, renderMediaPlaylist } from '../src/hls/playlist.ts'
import { createTsComposer } from '../src/ts/ts-composer.ts'
import { fragmentedStream } from './support/fragmented-stream.ts'
import { bareFilters, filteredPackets, type Packet } from './support/packets.ts'
import { type Piece, piecesOf } from './support/pieces.ts'
import { decodingWords, runTool } from './support/run-tool.ts'
import { makeSource, type SourceOptions, temporaryDirectory } from './support/source.ts'

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
beforeAll(async () => {
  directory = await temporaryDirectory()
})
afterAll(() => directory.remove())

type Cycle = {
  playlist: string
  joined: string
  slices: string[]
  durationMs: number
  piece: Piece
}

/** Composes one cycle as a playlist with a slice per keyframe. */
const compose = async (folder: string, piece: Piece): Promise<Cycle> => {
  const composer = createTsComposer(piece.init, piece.originMs)
  await mkdir(folder, { recursive: true })
  const entries: PlaylistSlice[] = []
  for (const [index, slice] of piecesOf(piece, 1).entries()) {
    const bytes = [composer.startSlice(), ...slice.fragments.map((f) => composer.append(f))].flat()
    const uri = `${index}.ts`
    await writeFile(join(folder, uri), Buffer.concat(bytes))
    const { durationMs } = composer.endSlice()
    entries.push({ uri, durationMs, discontinuity: false, programDateTimeMs: null })
  }
  const slices = entries.map(({ uri }) => join(folder, uri))
  const playlist = join(folder, 'index.m3u8')
  const joined = join(folder, 'joined.ts')
  const rendered = renderMediaPlaylist({
    type: 'VOD',
    targetDurationSeconds: 2,
    mediaSequence: 0,
    initUri: null,
    slices: entries,
    isEnded: true,
  })
  await writeFile(playlist, rendered)
  await writeFile(joined, Buffer.concat(await Promise.all(slices.map((path) => readFile(path)))))
  const durationMs = entries.reduce((sum, entry) => sum + entry.durationMs, 0)
  return { playlist, joined, slices, durationMs, piece }
}

type Case = {
  title: string
  options: SourceOptions
  video: readonly string[] | null
  audio: readonly string[] | null
}

const aac = { audio: bareFilters.adts }
const cases: Case[] = [
  {
    title: 'H.264 with B-frames and AAC',
    options: { video: 'h264', audio: 'aac', container: 'flv' },
    video: bareFilters.h264,
    ...aac,
  },
  {
    title: 'H.264 and MP3',
    options: { video: 'h264', audio: 'mp3', container: 'flv' },
    video: bareFilters.h264,
    audio: bareFilters.none,
  },
  {
    title: 'H.265 and AAC',
    options: { video: 'h265', audio: 'aac', container: 'mkv' },
    video: bareFilters.h265,
    ...aac,
  },
  {
    title: 'H.264 and Opus',
    options: { video: 'h264', audio: 'opus', container: 'mkv' },
    video: bareFilters.h264,
    audio: bareFilters.none,
  },
  {
    title: 'audio that comes late',
    options: { video: 'h264', audio: 'aac', container: 'flv', late: 'audio' },
    video: bareFilters.h264,
    ...aac,
  },
  {
    title: 'a picture that comes late',
    options: { video: 'h264', audio: 'aac', container: 'flv', late: 'video' },
    video: bareFilters.h264,
    ...aac,
  },
  {
    title: 'video alone',
    options: { video: 'h264', audio: null, container: 'flv' },
    video: bareFilters.h264,
    audio: null,
  },
  {
    title: 'audio alone',
    options: { video: null, audio: 'aac', container: 'flv' },
    video: null,
    ...aac,
  },
]

const holds = ({ init, fragments }: Piece, kind: 'video' | 'audio'): boolean => {
  const ids = init.tracks.filter((track) => track.kind === kind).map((track) => track.id)
  return fragments.some(({ samples }) => samples.some(({ trackId }) => ids.includes(trackId)))
}

const relativeTimes = (packets: readonly Packet[], zeroMs: number): number[] =>
  packets.flatMap(({ ptsMs, dtsMs }) => [ptsMs - zeroMs, dtsMs - zeroMs])

describe.each(cases)('a recording of $title cut into TS slices', ({ options, video, audio }) => {
  const tracks = [
    ...(video ? [{ map: '0:v', filters: video } as const] : []),
    ...(audio ? [{ map: '0:a', filters: audio } as const] : []),
  ]
  let source: string
  let cycles: Cycle[]
  /** ffmpeg cannot filter a track that the tables name and that has no packet. */
  const cyclesWith = (map: '0:v' | '0:a'): Cycle[] =>
    cycles.filter(({ piece }) => holds(piece, map === '0:v' ? 'video' : 'audio'))
  beforeAll(async () => {
    source = await makeSource(directory.path, options)
    const pieces = piecesOf(await fragmentedStream(source, `${source}.fragments.mp4`), 3)
    cycles = await Promise.all(
      pieces.map((piece, index) =>
        compose(
          join(directory.path, `${options.video}-${options.audio}-${options.late}-${index}`),
          piece,
        ),
      ),
    )
    expect(cycles.length).toBeGreaterThan(2)
    expect(Math.max(...cycles.map((cycle) => cycle.slices.length))).toBeGreaterThan(2)
  })

  it('holds every source packet exactly once and in order, read through the playlists', async () => {
    for (const { map, filters } of tracks) {
      const expected = await filteredPackets(source, map, filters)
      const found = await Promise.all(
        cyclesWith(map).map((cycle) => filteredPackets(cycle.playlist, map, filters)),
      )
      const hashes = found.flat().map((packet) => packet.hash)
      expect(hashes).toEqual(expected.map((packet) => packet.hash))
      expect(hashes.length).toBeGreaterThan(200)
    }
  })

  it('keeps every time within a millisecond, across both tracks and all slices', async () => {
    const pulled = await Promise.all(
      tracks.map(({ map, filters }) => filteredPackets(source, map, filters)),
    )
    const zeroMs = Math.min(...pulled.flat().map(({ dtsMs }) => dtsMs))
    for (const [index, { map, filters }] of tracks.entries()) {
      const found = await Promise.all(
        cyclesWith(map).map(async ({ joined, piece }) => {
          const packets = await filteredPackets(joined, map, filters)
          // The composer puts the origin at 1.4 s.
          return relativeTimes(packets, 1400 - piece.originMs)
        }),
      )
      const expected = relativeTimes(pulled[index] ?? [], zeroMs)
      const off = found.flat().map((ms, at) => Math.abs(ms - (expected[at] ?? 0)))
      expect(Math.max(...off)).toBeLessThanOrEqual(1)
    }
  })

  it('decodes every slice and every playlist without a word', async () => {
    for (const { playlist, slices } of cycles)
      expect(await decodingWords(playlist, ...slices)).toBe('')
  })

  it('has no continuity error over the slices of a cycle', async () => {
    for (const { joined } of cycles) {
      const args = ['-nostdin', '-v', 'debug', '-i', joined, '-c', 'copy', '-f', 'null', '-']
      const { stderr } = await runTool('ffmpeg', args)
      const complaints = stderr
        .split('\n')
        .filter((line) => /continuity|corrupt|mismatch|non.monoton/i.test(line))
      expect(complaints).toEqual([])
    }
  })

  it('gives slice durations that add up to the source', async () => {
    const packets = await Promise.all(
      tracks.map(({ map, filters }) => filteredPackets(source, map, filters)),
    )
    const times = packets.map((track) => track.map(({ dtsMs }) => dtsMs))
    const isVideoLast = options.late !== 'audio'
    const last = Math.max(...(isVideoLast ? (times[0] ?? []) : times.flat()))
    const total = cycles.reduce((sum, cycle) => sum + cycle.durationMs, 0)
    expect(Math.abs(total - (last - Math.min(...times.flat())))).toBeLessThanOrEqual(41)
  })
})
