import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { RenditionProfile } from '@tapedeck/domain'
import {
  assertDecodes,
  beepDelaysMs,
  flashesOf,
  makeFlashes,
  type NginxRtmp,
  publishStream,
  readPackets,
  startNginxRtmp,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { missingEncoders, probeMedia } from '../src/index.ts'
import { pullToFile } from './fixtures/pull-to-file.ts'

const profile: RenditionProfile = {
  name: 'ld',
  height: 180,
  videoKbps: 300,
  audioKbps: 64,
  fps: null,
}

type Made = { source: string; path: string }

let dir: string
let nginx: NginxRtmp
let plain: Made
let slower: Made
let anamorphic: Made

/** Publishes a source from its first packet on and has a pull make the rendition. */
const make = async (
  name: string,
  source: string,
  change: Partial<RenditionProfile>,
): Promise<Made> => {
  const url = nginx.url('live', name)
  const path = join(dir, `${name}.mp4`)
  const { finished } = pullToFile(path, {
    url,
    ioTimeoutMs: 8000,
    transcoding: { profile: { ...profile, ...change }, threads: 1 },
  })
  await vi.waitFor(
    async () => expect(await (await fetch(nginx.statUrl)).text()).toContain(`<name>${name}</name>`),
    { timeout: 20_000, interval: 100 },
  )
  await publishStream({ url, file: source }).done
  expect((await finished).kind).toBe('timed_out')
  return { source, path }
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-transcoding-'))
  nginx = await startNginxRtmp()
  const [source, narrow] = await Promise.all([
    makeFlashes({ dir, seconds: 9, name: 'source.flv' }),
    makeFlashes({ dir, seconds: 5, size: '320x180', sar: '4/3', name: 'narrow.flv', fps: 25 }),
  ])
  const made = await Promise.all([
    make('plain', source, {}),
    make('slower', source, { fps: 10 }),
    make('anamorphic', narrow, { height: 720 }),
  ])
  plain = made[0]
  slower = made[1]
  anamorphic = made[2]
})
afterAll(async () => {
  await nginx.stop()
  await rm(dir, { recursive: true, force: true })
})

const videoOf = async (path: string) => {
  const { streams } = await probeMedia(path, { ffprobePath: 'ffprobe' })
  return streams.find(({ kind }) => kind === 'video')
}

/** Payload bits per second of a track, on its own time line. */
const bitrateOf = async (path: string, kind: 'video' | 'audio'): Promise<number> => {
  const packets = await readPackets(path, { kind })
  const spanMs = (packets.at(-1)?.dtsMs ?? 0) - (packets[0]?.dtsMs ?? 0)
  return (packets.reduce((sum, { bytes }) => sum + bytes, 0) * 8000) / spanMs
}

test('this host can make renditions', async () => {
  expect(await missingEncoders('ffmpeg')).toEqual([])
})

test('a rendition has the height and the bitrates of its profile, and decodes', async () => {
  expect(await videoOf(plain.path)).toMatchObject({ codec: 'h264', width: 320, height: 180 })
  const video = await bitrateOf(plain.path, 'video')
  expect(video).toBeGreaterThan(300_000 * 0.7)
  expect(video).toBeLessThan(300_000 * 1.3)
  expect(await bitrateOf(plain.path, 'audio')).toBeLessThan(64_000 * 1.2)
  await assertDecodes(plain.path)
})

test('every frame of a source with B-frames is there once, in order, at its time', async () => {
  const source = await readPackets(plain.source, { kind: 'video' })
  const shown = source.map(({ ptsMs }) => ptsMs).toSorted((a, b) => a - b)
  const made = await readPackets(plain.path, { kind: 'video' })
  expect(made).toHaveLength(shown.length)
  const shiftMs = (made[0]?.ptsMs ?? 0) - (shown[0] ?? 0)
  for (const [index, { ptsMs, dtsMs }] of made.entries()) {
    expect(dtsMs).toBe(ptsMs)
    expect(Math.abs(ptsMs - shiftMs - (shown[index] ?? 0))).toBeLessThanOrEqual(1)
  }
})

test('keyframes come every two seconds', async () => {
  for (const { path } of [plain, slower, anamorphic]) {
    const packets = await readPackets(path, { kind: 'video' })
    const keys = packets.filter(({ isKeyframe }) => isKeyframe).map(({ ptsMs }) => ptsMs)
    expect(keys.length).toBeGreaterThanOrEqual(2)
    for (const [index, key] of keys.slice(1).entries())
      expect(Math.abs(key - (keys[index] ?? 0) - 2000)).toBeLessThanOrEqual(101)
  }
})

test('sound stays with picture as it was in the source', async () => {
  const [before, after] = await Promise.all([flashesOf(plain.source), flashesOf(plain.path)])
  expect(after.videoMs).toHaveLength(before.videoMs.length)
  expect(after.audioMs).toHaveLength(before.audioMs.length)
  const [wanted, found] = [beepDelaysMs(before), beepDelaysMs(after)]
  expect(found).toHaveLength(8)
  for (const [index, delayMs] of found.entries())
    expect(Math.abs(delayMs - (wanted[index] ?? 0))).toBeLessThan(1000 / 30)
})

test('a rate below the source’s leaves frames out evenly', async () => {
  const packets = await readPackets(slower.path, { kind: 'video' })
  expect(packets.length).toBeGreaterThanOrEqual(89)
  expect(packets.length).toBeLessThanOrEqual(92)
  const steps = packets.slice(2).map(({ ptsMs }, index) => ptsMs - (packets[index + 1]?.ptsMs ?? 0))
  for (const step of steps) expect(Math.abs(step - 100)).toBeLessThanOrEqual(2)
})

test('a source lower than the profile is not scaled up, and its pixels become square', async () => {
  expect(await videoOf(anamorphic.path)).toMatchObject({ width: 426, height: 180 })
})

test('what an encoder that does not keep up leaves unread is seen, until it has caught up', async () => {
  const url = nginx.url('live', 'unread')
  const { pull, finished } = pullToFile(join(dir, 'unread.mp4'), {
    url,
    transcoding: { profile, threads: 1 },
  })
  const publisher = publishStream({ url, file: plain.source, loop: true })
  await expect.poll(() => pull.progress?.frames ?? 0, { timeout: 30_000 }).toBeGreaterThan(0)
  await expect.poll(() => pull.unreadBytes(), { timeout: 30_000 }).toBeLessThan(32 * 1024)
  process.kill(pull.pid ?? 0, 'SIGSTOP')
  await expect.poll(() => pull.unreadBytes(), { timeout: 30_000 }).toBeGreaterThan(96 * 1024)
  process.kill(pull.pid ?? 0, 'SIGCONT')
  await expect.poll(() => pull.unreadBytes(), { timeout: 60_000 }).toBeLessThan(32 * 1024)
  pull.kill()
  await finished
  await publisher.kill()
})
