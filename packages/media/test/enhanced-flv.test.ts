import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFlvComposer } from '../src/flv/flv-composer.ts'
import type { InitSegment } from '../src/track.ts'
import { type FlvTag, flvTags } from './support/flv-tags.ts'
import { fragmentedStream } from './support/fragmented-stream.ts'
import { type Packets, probePackets } from './support/packets.ts'
import { piecesOf } from './support/pieces.ts'
import { makeSource, type SourceOptions, temporaryDirectory } from './support/source.ts'

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
beforeAll(async () => {
  directory = await temporaryDirectory()
})
afterAll(() => directory.remove())

const firstTag = 13
const kindOf = (tag: FlvTag): 'video' | 'audio' => (tag.type === 9 ? 'video' : 'audio')

type Case = {
  title: string
  options: SourceOptions
  /** Bytes before the coded data: flags, FourCC, and the composition time of H.265. */
  headerBytes: { video: number; audio: number }
  fourCc: { video: string; audio: string }
}

const cases: Case[] = [
  {
    title: 'H.265 and Opus',
    options: { video: 'h265', audio: 'opus', container: 'mkv' },
    headerBytes: { video: 8, audio: 5 },
    fourCc: { video: 'hvc1', audio: 'Opus' },
  },
  {
    title: 'AV1 and Opus',
    options: { video: 'av1', audio: 'opus', container: 'mkv' },
    headerBytes: { video: 5, audio: 5 },
    fourCc: { video: 'av01', audio: 'Opus' },
  },
]

// ffmpeg 5.1 cannot read these tags, so they are read here by the Enhanced RTMP specification.
describe.each(cases)('a recording of $title as enhanced FLV', (given) => {
  let source: Packets
  let init: InitSegment
  let headTags: FlvTag[]
  let bodyTags: FlvTag[]
  beforeAll(async () => {
    const path = await makeSource(directory.path, given.options)
    const stream = await fragmentedStream(path, `${path}.fragments.mp4`)
    // Matroska does not say decoding times, so ffmpeg's own reading of its fragments is the measure.
    source = await probePackets(stream.path)
    const pieces = piecesOf(stream, 2)
    const composed = pieces.map((piece) => {
      const composer = createFlvComposer(piece.init, piece.originMs)
      const body = Buffer.concat(piece.fragments.flatMap((fragment) => composer.append(fragment)))
      const tags = flvTags(body).map((tag) => ({
        ...tag,
        timestampMs: tag.timestampMs + piece.originMs,
      }))
      return { head: composer.finish().head, tags, init: piece.init }
    })
    headTags = flvTags(composed[0]?.head ?? Buffer.alloc(0), firstTag)
    bodyTags = composed.flatMap(({ tags }) => tags)
    init = composed[0]?.init ?? init
  })

  it('starts with sequence starts that hold the configuration', () => {
    const [, video, audio] = headTags
    expect(video?.data.subarray(0, 5).toString('latin1')).toBe(`\x90${given.fourCc.video}`)
    expect(video?.data.subarray(5)).toEqual(init.tracks[0]?.codecConfig)
    expect(audio?.data.subarray(0, 13).toString('latin1')).toBe(`\x90${given.fourCc.audio}OpusHead`)
  })

  it.each(['video', 'audio'] as const)(
    'holds every %s packet once, in order, in its time',
    (kind) => {
      const tags = bodyTags.filter((tag) => kindOf(tag) === kind)
      const hashes = tags.map(({ data }) => {
        const coded = data.subarray(given.headerBytes[kind])
        return `SHA256:${createHash('sha256').update(coded).digest('hex')}`
      })
      expect(hashes).toEqual(source[kind].map(({ hash }) => hash))
      for (const { data } of tags) {
        expect((data[0] ?? 0) & 0x8f).toBe(0x81)
        expect(data.subarray(1, 5).toString('latin1')).toBe(given.fourCc[kind])
      }
      const times = tags.map(({ timestampMs, data }) =>
        kind === 'video' && given.fourCc.video === 'hvc1'
          ? timestampMs + data.readIntBE(5, 3)
          : timestampMs,
      )
      const firstMs = Math.min(...[source.video, source.audio].map((of) => of[0]?.dtsMs ?? 0))
      const off = times.map((ms, index) =>
        Math.abs(ms - (source[kind][index]?.ptsMs ?? 0) + firstMs),
      )
      expect(Math.max(...off)).toBeLessThanOrEqual(1.5)
    },
  )
})
