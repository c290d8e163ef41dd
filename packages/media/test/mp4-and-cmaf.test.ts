import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCmafComposer } from '../src/cmaf/cmaf-composer.ts'
import { boxesIn } from '../src/mp4/box.ts'
import { rebaseFragment } from '../src/mp4/fragment-time.ts'
import { initFingerprint } from '../src/mp4/init-fingerprint.ts'
import { createMp4Composer } from '../src/mp4/mp4-composer.ts'
import {
  type Cycle,
  cyclesOf,
  type FragmentedStream,
  fragmentedStream,
} from './support/fragmented-stream.ts'
import { type Packets, probePackets } from './support/packets.ts'
import { decodingWords, runTool } from './support/run-tool.ts'
import { makeSource, type SourceOptions, temporaryDirectory } from './support/source.ts'

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
beforeAll(async () => {
  directory = await temporaryDirectory()
})
afterAll(() => directory.remove())

const write = async (name: string, ...pieces: Buffer[]): Promise<string> => {
  const path = join(directory.path, name)
  await writeFile(path, Buffer.concat(pieces))
  return path
}

type Composed = { final: string; provisional: string; durationMs: number; bytes: Buffer }

const composeMp4 = async (stream: FragmentedStream, cycle: Cycle, name: string) => {
  const composer = createMp4Composer(stream.init, cycle.originMs)
  const body = cycle.fragments.flatMap((fragment) => composer.append(fragment))
  const { head, durationMs } = composer.finish()
  const bytes = Buffer.concat([head, ...body])
  return {
    final: await write(`${name}.mp4`, bytes),
    provisional: await write(`${name}-provisional.mp4`, composer.provisionalHead(), ...body),
    durationMs,
    bytes,
  }
}

/** Init and all slices of a cycle in one file; slices of two fragments. */
const composeCmaf = async (stream: FragmentedStream, cycle: Cycle, name: string) => {
  const composer = createCmafComposer(stream.init, cycle.originMs)
  const pieces = [composer.initObject ?? Buffer.alloc(0)]
  let durationMs = 0
  for (let at = 0; at < cycle.fragments.length; at += 2) {
    pieces.push(...composer.startSlice())
    for (const fragment of cycle.fragments.slice(at, at + 2))
      pieces.push(...composer.append(fragment))
    durationMs += composer.endSlice().durationMs
  }
  return { path: await write(`${name}.cmaf.mp4`, ...pieces), durationMs }
}

const kinds = ['video', 'audio'] as const
const hashes = (files: readonly Packets[], kind: 'video' | 'audio'): string[] =>
  files.flatMap((file) => file[kind].map((packet) => packet.hash))

/** How much later each packet is in the source than in the file; one number if nothing moved. */
const shifts = (source: Packets, file: Packets): number[] => {
  const all: number[] = []
  for (const kind of kinds) {
    const start = source[kind].findIndex((packet) => packet.hash === file[kind][0]?.hash)
    for (const [index, packet] of file[kind].entries())
      all.push((source[kind][start + index]?.ptsMs ?? Number.NaN) - packet.ptsMs)
  }
  return all
}
const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values)

/** RTMP counts in milliseconds, MP4 in ticks: what a packet may move by rounding. */
const roundingMs = 0.1

describe.each<{ title: string; options: SourceOptions; codecs: string[] }>([
  {
    title: 'H.264 with B-frames and AAC',
    options: { video: 'h264', audio: 'aac', container: 'flv' },
    codecs: ['avc1', 'mp4a'],
  },
  {
    title: 'H.264 and MP3',
    options: { video: 'h264', audio: 'mp3', container: 'flv' },
    codecs: ['avc1', 'mp4a'],
  },
  {
    title: 'H.265 and AAC',
    options: { video: 'h265', audio: 'aac', container: 'mkv' },
    codecs: ['hvc1', 'mp4a'],
  },
  {
    title: 'AV1 and Opus',
    options: { video: 'av1', audio: 'opus', container: 'mkv' },
    codecs: ['av01', 'Opus'],
  },
  {
    title: 'video alone',
    options: { video: 'h264', audio: null, container: 'flv' },
    codecs: ['avc1'],
  },
  {
    title: 'audio alone',
    options: { video: null, audio: 'aac', container: 'flv' },
    codecs: ['mp4a'],
  },
])('a recording of $title in cycles', ({ options, codecs }) => {
  let stream: FragmentedStream
  let expected: Packets
  let cycles: Cycle[]
  let mp4: Composed[]
  let cmaf: { path: string; durationMs: number }[]
  const name = `${options.video}-${options.audio}`

  beforeAll(async () => {
    const source = await makeSource(directory.path, options)
    stream = await fragmentedStream(source, join(directory.path, `${name}-stream.mp4`))
    expected = await probePackets(stream.path)
    cycles = cyclesOf(stream, 2000)
    mp4 = await Promise.all(
      cycles.map((cycle, index) => composeMp4(stream, cycle, `${name}-${index}`)),
    )
    cmaf = await Promise.all(
      cycles.map((cycle, index) => composeCmaf(stream, cycle, `${name}-${index}`)),
    )
  })

  const everyVersion = (): string[][] => [
    mp4.map((file) => file.final),
    mp4.map((file) => file.provisional),
    cmaf.map((file) => file.path),
  ]

  it('holds every packet exactly once and in order', async () => {
    expect(cycles.length).toBeGreaterThanOrEqual(3)
    expect(expected.video.length + expected.audio.length).toBeGreaterThan(200)
    for (const paths of everyVersion()) {
      const files = await Promise.all(paths.map(probePackets))
      for (const kind of kinds) expect(hashes(files, kind)).toEqual(hashes([expected], kind))
    }
  })

  it('decodes without a word', async () => {
    for (const versions of everyVersion()) expect(await decodingWords(...versions)).toBe('')
  })

  it('keeps every packet’s time, and so sound and picture together', async () => {
    for (const paths of everyVersion())
      for (const file of await Promise.all(paths.map(probePackets)))
        expect(spread(shifts(expected, file))).toBeLessThan(roundingMs)
  })

  it('starts at zero and lasts as long as its source', async () => {
    for (const { final } of mp4) {
      const { video, audio } = await probePackets(final)
      expect(Math.min(...[...video, ...audio].map((packet) => packet.ptsMs))).toBe(0)
    }
    const wholeMs = mp4.reduce((sum, { durationMs }) => sum + durationMs, 0)
    expect(Math.abs(wholeMs - 9000)).toBeLessThan(50)
    expect(cmaf.map(({ durationMs }) => durationMs)).toEqual(
      mp4.map(({ durationMs }) => expect.closeTo(durationMs, 6)),
    )
  })

  it('is fast-start and names its codecs', async () => {
    for (const { bytes, final } of mp4) {
      expect(boxesIn(bytes).map((box) => box.type)).toEqual(['ftyp', 'moov', 'mdat'])
      const args = ['-v', 'error', '-show_entries', 'stream=codec_tag_string', '-of', 'csv=p=0']
      expect((await runTool('ffprobe', [...args, final])).stdout.trim().split('\n')).toEqual(codecs)
    }
  })
})

describe('a source whose audio begins later', () => {
  it('keeps its offset through ffmpeg, the fragments and the file', async () => {
    const whole = await makeSource(directory.path, {
      video: 'h264',
      audio: 'aac',
      container: 'flv',
    })
    const late = join(directory.path, 'late.flv')
    const inputs = ['-i', whole, '-itsoffset', '1.5', '-i', whole]
    const maps = ['-map', '0:v', '-map', '1:a', '-c', 'copy', '-t', '6']
    await runTool('ffmpeg', ['-nostdin', '-v', 'error', ...inputs, ...maps, late])
    const source = await probePackets(late)
    const stream = await fragmentedStream(late, join(directory.path, 'late-stream.mp4'))
    const [cycle] = cyclesOf(stream, 60_000)
    const composed = await composeMp4(stream, cycle as Cycle, 'late')
    for (const path of [composed.final, composed.provisional]) {
      const file = await probePackets(path)
      expect((file.audio[0]?.ptsMs ?? 0) - (file.video[0]?.ptsMs ?? 0)).toBeGreaterThan(1400)
      // the source itself counts in milliseconds and rounds audio to them
      expect(spread(shifts(source, file))).toBeLessThanOrEqual(1.5)
    }
  })
})

describe('a recording that goes on after an interruption', () => {
  it('puts both pulls into one file', async () => {
    const source = await makeSource(directory.path, {
      video: 'h264',
      audio: 'aac',
      container: 'flv',
    })
    const stream = await fragmentedStream(source, join(directory.path, 'pull.mp4'))
    const again = await fragmentedStream(source, join(directory.path, 'pull.mp4'))
    expect(initFingerprint(again.init)).toBe(initFingerprint(stream.init))
    const { tracks } = stream.init
    const later = again.fragments.map((fragment) => rebaseFragment(fragment, tracks, 12_345))
    const fragments = [...stream.fragments, ...later]
    const composed = await composeMp4(stream, { fragments, originMs: 0 }, 'interrupted')
    const once = await probePackets(stream.path)
    for (const path of [composed.final, composed.provisional]) {
      const file = await probePackets(path)
      for (const kind of kinds) expect(hashes([file], kind)).toEqual(hashes([once, once], kind))
      const { length } = once.video
      const [first, afterwards] = [file.video[0], file.video[length]]
      expect((afterwards?.ptsMs ?? 0) - (first?.ptsMs ?? 0)).toBeCloseTo(12_345, 0)
      expect(await decodingWords(path)).toBe('')
    }
  })
})
