import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeSource } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DecodeOptions, decodeMedia } from '../src/index.ts'

const run = promisify(execFile)
const fixturePath = (name: string): string => new URL(`fixtures/${name}`, import.meta.url).pathname

let dir: string
const files: Record<DecodeOptions['format'], Buffer> = {
  mp4: Buffer.alloc(0),
  flv: Buffer.alloc(0),
  m3u8: Buffer.alloc(0),
  cmaf: Buffer.alloc(0),
}

/** The source in another container. */
const remuxed = async (source: string, name: string, ...options: string[]): Promise<Buffer> => {
  const path = join(dir, name)
  await run('ffmpeg', ['-v', 'error', '-i', source, '-c', 'copy', ...options, path])
  return readFile(path)
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-decode-'))
  const source = await makeSource({ dir, seconds: 4, bFrames: 2 })
  files.flv = await readFile(source)
  files.mp4 = await remuxed(source, 'plain.mp4', '-movflags', '+faststart')
  files.m3u8 = await remuxed(source, 'slices.ts')
  files.cmaf = await remuxed(source, 'cmaf.mp4', '-movflags', 'cmaf+frag_keyframe+empty_moov')
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function* chunksOf(bytes: Buffer, chunkBytes = 64 * 1024): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
}

const decode = (bytes: Buffer, options: Partial<DecodeOptions> = {}) =>
  decodeMedia(chunksOf(bytes), {
    ffmpegPath: 'ffmpeg',
    format: 'mp4',
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    ...options,
  })

const formats = Object.keys(files) as DecodeOptions['format'][]

test.each(formats)('a good %s decodes', async (format) => {
  expect(await decode(files[format], { format })).toBeNull()
})

test('a hole that leads ffmpeg to a wrong frame rate is no damage', async () => {
  const source = await makeSource({ dir, name: 'plain.flv', seconds: 8 })
  const holed = await remuxed(
    source,
    'holed.mp4',
    ...['-an', '-bsf:v', 'setts=ts=TS+if(gte(N\\,25)\\,0.254/TB\\,0)'],
    ...['-video_track_timescale', '1000', '-movflags', 'frag_keyframe+empty_moov'],
  )
  expect(await decode(holed)).toBeNull()
})

describe('what does not decode is told in words', () => {
  test.each(formats)('%s with bytes overwritten', async (format) => {
    const broken = Buffer.from(files[format])
    const middle = Math.floor(broken.length / 2)
    broken.fill(0x5a, middle, middle + 20_000)
    const told = await decode(broken, { format })
    expect(told).toEqual(expect.any(String))
    expect(told).not.toMatch(/0x[0-9a-f]{6}/)
  })

  test('an mp4 that was cut off', async () => {
    expect(await decode(files.mp4.subarray(0, files.mp4.length - 30_000))).toEqual(
      expect.any(String),
    )
  })

  test('what is no media, and nothing at all', async () => {
    expect(await decode(Buffer.alloc(100_000, 'x'))).toEqual(expect.any(String))
    expect(await decode(Buffer.alloc(0))).toEqual(expect.any(String))
  })
})

test('bytes cannot make ffmpeg open a file or an address', async () => {
  const reference = `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://${join(dir, 'slices.ts')}\n#EXT-X-ENDLIST\n`
  for (const format of formats)
    expect(await decode(Buffer.from(reference), { format })).toEqual(expect.any(String))
})

test('the input is read to its end also when ffmpeg gave up at its beginning', async () => {
  let bytes = 0
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of chunksOf(Buffer.alloc(3_000_000, 'x'))) {
      bytes += chunk.length
      yield chunk
    }
  }
  const signal = new AbortController().signal
  const options = { ffmpegPath: 'ffmpeg', format: 'mp4', timeoutMs: 60_000, signal } as const
  expect(await decodeMedia(counted(), options)).toEqual(expect.any(String))
  expect(bytes).toBe(3_000_000)
})

test('a failure of the input is thrown as it is', async () => {
  const failure = new Error('the storage cannot be reached')
  async function* failing(): AsyncGenerator<Buffer> {
    yield files.mp4.subarray(0, 1000)
    throw failure
  }
  const signal = new AbortController().signal
  const options = { ffmpegPath: 'ffmpeg', format: 'mp4', timeoutMs: 60_000, signal } as const
  await expect(decodeMedia(failing(), options)).rejects.toBe(failure)
})

test('a decoder that hangs is ended when its time is over', async () => {
  const options = { ffmpegPath: fixturePath('ignores-signals.sh'), timeoutMs: 300 }
  await expect(decode(files.mp4, options)).rejects.toMatchObject({ code: 'FFMPEG_FAILED' })
})

test('it ends at once when it is told to', async () => {
  const controller = new AbortController()
  const reason = new Error('the recorder ends')
  const decoded = decode(files.mp4, {
    ffmpegPath: fixturePath('ignores-signals.sh'),
    signal: controller.signal,
  })
  controller.abort(reason)
  await expect(decoded).rejects.toBe(reason)
})

test('an ffmpeg that is not there is a failure and no damage', async () => {
  await expect(decode(files.mp4, { ffmpegPath: '/nowhere/ffmpeg' })).rejects.toMatchObject({
    code: 'FFMPEG_FAILED',
  })
})
