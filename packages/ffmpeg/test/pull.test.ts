import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { clockFoldMs } from '@tapedeck/domain'
import {
  assertDecodes,
  assertSamePackets,
  differenceOf,
  makeSource,
  type NginxRtmp,
  publishStream,
  type RtmpServer,
  readPackets,
  startNginxRtmp,
  startNodeMediaServer,
  topLevelBoxes,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { type PullNotice, startPull, waitForStream } from '../src/index.ts'
import { pullDefaults, pullToFile } from './fixtures/pull-to-file.ts'

const fixturePath = (name: string): string => new URL(`fixtures/${name}`, import.meta.url).pathname

let dir: string
let source: string
let nginx: NginxRtmp
let nodeMedia: RtmpServer

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-pull-'))
  source = await makeSource({ dir, seconds: 6, bFrames: 2 })
  nginx = await startNginxRtmp()
  nodeMedia = await startNodeMediaServer()
})
afterAll(async () => {
  await Promise.all([nginx.stop(), nodeMedia.stop()])
  await rm(dir, { recursive: true, force: true })
})

const fileSize = async (path: string): Promise<number> =>
  (await stat(path).catch(() => ({ size: 0 }))).size

/** Resolves when nginx keeps a player of a stream. */
const hasPlayer = (stream: string): Promise<void> =>
  expect
    .poll(
      async () => (await (await fetch(nginx.statUrl)).text()).includes(`<name>${stream}</name>`),
      {
        timeout: 10_000,
      },
    )
    .toBe(true)

const isLive = (url: string): Promise<string> =>
  waitForStream({
    url,
    signal: new AbortController().signal,
    connectTimeoutMs: 5000,
    random: () => 0,
  })

test.concurrent('a pull that waits for its publisher loses nothing from the first packet to the last', async () => {
  const url = nginx.url('live', 'whole')
  const file = join(dir, 'whole.mp4')
  const { finished } = pullToFile(file, { url, ioTimeoutMs: 8000 })
  await hasPlayer('whole')
  const publisher = publishStream({ url, file: source })
  const exit = await finished
  expect(exit.kind).toBe('timed_out')
  await publisher.done
  const counts = await assertSamePackets(source, [file])
  expect(counts.video).toEqual([150])
  await assertDecodes(file)
})

test.concurrent('a publisher that comes back on the same connection is gone on with, and its clock that begins anew stands in the time line', async () => {
  const url = nginx.url('live', 'back')
  const file = join(dir, 'back.mp4')
  const { finished } = pullToFile(file, { url, ioTimeoutMs: 8000 })
  await hasPlayer('back')
  await publishStream({ url, file: source, realtime: false }).done
  await publishStream({ url, file: source, realtime: false }).done
  expect((await finished).kind).toBe('timed_out')
  const expected = await readPackets(source, { kind: 'video' })
  const found = await readPackets(file, { kind: 'video' })
  expect(differenceOf([...expected, ...expected], found)).toBeNull()
  const steps = found.slice(1).map((packet, index) => packet.dtsMs - (found[index]?.dtsMs ?? 0))
  expect(Math.min(...steps)).toBeGreaterThan(20)
  // the source's clock began anew: a step back, written as one forward, for packages/media to repair
  const odd = steps.filter((step) => step > 150)
  expect(odd).toHaveLength(1)
  expect(clockFoldMs - (odd[0] ?? 0)).toBeGreaterThan(0)
  expect(clockFoldMs - (odd[0] ?? 0)).toBeLessThan(20_000)
})

test.concurrent('a track that appears late is noticed', async () => {
  const url = nginx.url('live', 'late-track')
  const file = join(dir, 'late-track.mp4')
  const notices: PullNotice[] = []
  const { pull, finished } = pullToFile(file, {
    url,
    analyzeMs: 500,
    onNotice: (notice) => notices.push(notice),
  })
  await hasPlayer('late-track')
  const late = ['-bsf:a', 'noise=drop=lt(n\\,100)', '-max_interleave_delta', '1000']
  const publisher = publishStream({ url, file: source, outputArguments: late })
  await expect
    .poll(() => notices, { timeout: 15_000 })
    .toContainEqual({ kind: 'late_track', track: 'audio' })
  pull.stop()
  expect((await finished).kind).toBe('stopped')
  await publisher.kill()
})

test.concurrent.each([
  ['nginx-rtmp that drops its players', () => nginx.url('strict', 'joined'), 'ended'],
  ['nginx-rtmp that lets its players wait', () => nginx.url('live', 'joined'), 'timed_out'],
  ['node-media-server', () => nodeMedia.url('live', 'joined'), 'timed_out'],
])('a running stream is pulled to its last packet from %s', async (name, urlOf, kind) => {
  const url = urlOf()
  const file = join(dir, `joined-${name.replaceAll(' ', '-')}.mp4`)
  const publisher = publishStream({ url, file: source })
  await isLive(url)
  const { pull, finished } = pullToFile(file, { url })
  const exit = await finished
  expect(exit).toMatchObject({ kind, exitCode: 0 })
  expect(exit.stderrTail).not.toContain('joined')
  expect(pull.progress?.frames).toBeGreaterThan(50)
  await publisher.done
  await assertSamePackets(source, [file], { from: 'joined' })
  await assertDecodes(file)
  expect((await topLevelBoxes(file)).slice(0, 4)).toEqual(['ftyp', 'moov', 'moof', 'mdat'])
})

test('a stopped pull writes what it holds and every packet up to there', async () => {
  const url = nginx.url('live', 'stopped')
  const publisher = publishStream({ url, file: source, loop: true })
  const file = join(dir, 'stopped.mp4')
  const { pull, finished } = pullToFile(file, { url })
  await expect.poll(() => fileSize(file), { timeout: 15_000 }).toBeGreaterThan(60_000)
  pull.stop()
  const exit = await finished
  await publisher.kill()
  expect(exit).toMatchObject({ kind: 'stopped', exitCode: 255 })
  await assertSamePackets(source, [file], { from: 'joined', to: 'left' })
  await assertDecodes(file)
})

test('an unread output holds the process back and is complete before the pull has ended', async () => {
  const ffmpegPath = fixturePath('pours-megabytes.sh')
  const pull = startPull({ ...pullDefaults, url: nginx.url('live', 'x'), ffmpegPath })
  const ends: string[] = []
  const exited = pull.exited.then((exit) => {
    ends.push('exited')
    return exit
  })
  await expect.poll(() => pull.output.readableLength).toBeGreaterThan(0)
  expect(pull.output.readableLength).toBeLessThanOrEqual(128 * 1024)
  expect(() => process.kill(pull.pid ?? 0, 0)).not.toThrow()
  let bytes = 0
  for await (const chunk of pull.output) bytes += (chunk as Buffer).length
  ends.push('output')
  await exited
  expect(bytes).toBe(20 * 1024 * 1024)
  expect(ends).toEqual(['output', 'exited'])
})

test('a destroyed output ends the process', async () => {
  const url = nginx.url('live', 'destroyed')
  const publisher = publishStream({ url, file: source, loop: true })
  const pull = startPull({ ...pullDefaults, url })
  await once(pull.output, 'readable')
  pull.output.destroy()
  expect((await pull.exited).kind).toBe('killed')
  await publisher.kill()
  expect(() => process.kill(pull.pid ?? 0, 0)).toThrow('ESRCH')
})

test('a reader that fails in the middle ends its own process, and not ours', async () => {
  const url = nginx.url('live', 'left')
  const publisher = publishStream({ url, file: source, loop: true })
  const pull = startPull({ ...pullDefaults, url })
  const read = async (): Promise<void> => {
    for await (const chunk of pull.output)
      throw new Error(`no room for ${(chunk as Buffer).length} bytes`)
  }
  await expect(read()).rejects.toThrow('no room')
  expect((await pull.exited).kind).toBe('killed')
  await publisher.kill()
})

test('a URL that ffmpeg must not see is refused before anything is started', () => {
  for (const url of ['file:///etc/passwd', 'rtmp://h/a/b c', 'http://h/a/b', 'rtmp://h/a'])
    expect(() => startPull({ ...pullDefaults, url })).toThrow('INPUT_INVALID')
})
