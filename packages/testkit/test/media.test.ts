import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import {
  assertDecodes,
  assertSamePackets,
  isFastStart,
  makeSource,
  readPackets,
} from '../src/index.ts'
import { runTool } from '../src/media/run-tool.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-media-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const remux = async (source: string, name: string, args: string[]): Promise<string> => {
  const path = join(dir, name)
  await runTool('ffmpeg', [
    '-nostdin',
    '-v',
    'error',
    '-y',
    '-i',
    source,
    '-c',
    'copy',
    ...args,
    path,
  ])
  return path
}

test.each([
  ['H.264 with B-frames and AAC', { bFrames: 2, container: 'flv' }, ['mp4', 'ts', 'flv']],
  ['H.264 and MP3', { audio: 'mp3', container: 'flv' }, ['mp4', 'ts', 'flv']],
  ['H.265 and AAC', { codec: 'h265', container: 'mp4' }, ['mp4', 'ts']],
  ['Opus alone', { codec: 'none', audio: 'opus', container: 'mp4' }, ['mp4', 'ts']],
] as const)('packets of %s are the same in every container', async (name, options, containers) => {
  const stem = name.replaceAll(/\W/g, '-')
  const source = await makeSource({
    dir,
    seconds: 2,
    ...options,
    name: `${stem}.${options.container}`,
  })
  for (const kind of ['video', 'audio'] as const) {
    const hashes = (await readPackets(source, { kind })).map(({ hash }) => hash)
    expect(new Set(hashes).size).toBe(hashes.length)
  }
  for (const container of containers) {
    const file = await remux(source, `${stem}-copy.${container}`, [])
    const counts = await assertSamePackets(source, [file])
    expect(counts.audio[0]).toBeGreaterThan(70)
    await assertDecodes(file)
  }
})

test('a file that lacks its last second is found out', async () => {
  const source = await makeSource({ dir, seconds: 2, name: 'whole.flv' })
  const file = await remux(source, 'short.mp4', ['-t', '1'])
  await expect(assertSamePackets(source, [file])).rejects.toThrow('packets are missing at the end')
})

test('only a file with its tables in front is fast-start', async () => {
  const source = await makeSource({ dir, seconds: 1, name: 'fast.flv' })
  const flags = (value: string) => ['-movflags', value]
  expect(await isFastStart(await remux(source, 'front.mp4', flags('+faststart')))).toBe(true)
  expect(await isFastStart(await remux(source, 'behind.mp4', []))).toBe(false)
  const fragmented = await remux(source, 'fragments.mp4', flags('frag_keyframe+empty_moov'))
  expect(await isFastStart(fragmented)).toBe(false)
})
