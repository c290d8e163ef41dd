import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { snapshotOfKeyframe } from '../src/index.ts'
import { fragmentsOf } from './fixtures/keyframe-of.ts'

const run = promisify(execFile)
const fixturePath = (name: string): string => new URL(`fixtures/${name}`, import.meta.url).pathname

/** One per second. */
const colours = { red: [255, 0, 0], lime: [0, 255, 0], blue: [0, 0, 255] } as const

let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-snapshot-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const encoders: Record<string, string[]> = {
  h264: ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-sc_threshold', '0'],
  h265: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:scenecut=0'],
  av1: ['-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime'],
}

/** A second of each colour and of sound, a fragment for each second. */
const makeColours = async (codec: string, size = '320x180', sar = '1/1', noise = 0) => {
  const path = join(dir, `${codec}-${sar.replace('/', '-')}.mp4`)
  const names = codec === 'none' ? [] : Object.keys(colours)
  const inputs = names.flatMap((name) => ['-f', 'lavfi', '-i', `color=${name}:s=${size}:r=10:d=1`])
  const picture = `concat=n=${names.length},setsar=${sar},noise=alls=${noise}:allf=t,format=yuv420p[v]`
  await run('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y', ...inputs, '-f', 'lavfi', '-i', 'sine=d=3'],
    ...(names.length === 0 ? [] : ['-filter_complex', picture, '-map', '[v]', '-g', '10']),
    ...['-map', `${names.length}:a`, ...(encoders[codec] ?? []), '-c:a', 'aac'],
    ...['-movflags', 'frag_keyframe+empty_moov+default_base_moof', path],
  ])
  return fragmentsOf(path)
}

const options = (more: object = {}) => ({
  ffmpegPath: 'ffmpeg',
  width: 160,
  timeoutMs: 20_000,
  signal: new AbortController().signal,
  ...more,
})

/** The mean colour of a JPEG, decoded by ffmpeg. */
const colourOf = async (jpeg: Buffer): Promise<number[]> => {
  const path = join(dir, `${performance.now()}.jpg`)
  await writeFile(path, jpeg)
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-nostdin', '-v', 'error', '-i', path, '-vf', 'scale=1:1:flags=area,format=rgb24'],
      ...['-f', 'rawvideo', 'pipe:1'],
    ],
    { encoding: 'buffer' },
  )
  return [...stdout]
}

test.each(['h264', 'h265', 'av1'])(
  'the picture of a fragment of %s is that of its keyframe',
  async (codec) => {
    const { init, fragments } = await makeColours(codec)
    expect(fragments).toHaveLength(3)
    for (const [index, colour] of Object.values(colours).entries()) {
      const made = await snapshotOfKeyframe(init, fragments[index] ?? Buffer.alloc(0), options())
      expect(made).toMatchObject({ width: 160, height: 90 })
      for (const [channel, value] of (await colourOf(made.jpeg)).entries())
        expect(Math.abs(value - (colour[channel] ?? 0))).toBeLessThan(16)
    }
  },
)

test('a picture has the width that is asked for and the shape in which the video is shown', async () => {
  const { init, fragments } = await makeColours('h264', '320x240', '4/3')
  const of = (width: number) =>
    snapshotOfKeyframe(init, fragments[0] ?? Buffer.alloc(0), options({ width }))
  expect(await of(640)).toMatchObject({ width: 640, height: 360 })
  expect(await of(101)).toMatchObject({ width: 101, height: 56 })
})

test('a keyframe that is damaged somewhere in its picture makes none', async () => {
  const { init, fragments } = await makeColours('h264', '320x180', '1/1', 60)
  const damaged = Buffer.from(fragments[1] ?? Buffer.alloc(0))
  const data = damaged.indexOf('mdat') + 4
  // behind the encoder's own notes, which stand in front of the picture
  damaged.fill(0xff, data + 6000, data + 6200)
  await expect(snapshotOfKeyframe(init, damaged, options())).rejects.toThrow('FFMPEG_FAILED')
})

test('what holds no picture makes none', async () => {
  const { init, fragments } = await makeColours('none')
  await expect(
    snapshotOfKeyframe(init, fragments[0] ?? Buffer.alloc(0), options()),
  ).rejects.toThrow('FFMPEG_FAILED')
  await expect(snapshotOfKeyframe(init, Buffer.alloc(0), options())).rejects.toThrow(
    'FFMPEG_FAILED',
  )
})

test('a decoder that hangs is killed when its time is up, and when nobody wants the picture any more', async () => {
  const hanging = { ffmpegPath: fixturePath('ignores-signals.sh') }
  await expect(
    snapshotOfKeyframe(Buffer.alloc(8), Buffer.alloc(8), options({ ...hanging, timeoutMs: 300 })),
  ).rejects.toThrow('within 300 ms')
  const left = new AbortController()
  const picture = snapshotOfKeyframe(
    Buffer.alloc(8),
    Buffer.alloc(8),
    options({ ...hanging, signal: left.signal }),
  )
  left.abort(new Error('nobody wants it'))
  await expect(picture).rejects.toThrow('nobody wants it')
})

test('a decoder that pours out more than a picture is killed', async () => {
  const pouring = options({ ffmpegPath: fixturePath('pours-megabytes.sh') })
  await expect(snapshotOfKeyframe(Buffer.alloc(8), Buffer.alloc(8), pouring)).rejects.toThrow(
    'too big',
  )
})

test('a decoder that is not there is told', async () => {
  const absent = options({ ffmpegPath: join(dir, 'no-ffmpeg') })
  await expect(snapshotOfKeyframe(Buffer.alloc(8), Buffer.alloc(8), absent)).rejects.toThrow(
    'FFMPEG_FAILED',
  )
})
