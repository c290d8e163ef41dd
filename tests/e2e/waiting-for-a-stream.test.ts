import { join } from 'node:path'
import {
  assertSamePackets,
  downloadFiles,
  freePort,
  makeSource,
  publishStream,
  type RtmpServer,
  readPackets,
  startNginxRtmp,
  startNodeMediaServer,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FfmpegDiary, writeFfmpegDiary } from './ffmpeg-diary.ts'
import { eventsOf, startWorld, templateOf, type World } from './support.ts'

const gopSeconds = 1

let world: World
let diary: FfmpegDiary
let source: string
/** Of streams whose beginning is looked at. */
let longSource: string

beforeAll(async () => {
  diary = await writeFfmpegDiary()
  world = await startWorld({
    env: { TAPEDECK_FFMPEG_PATH: diary.path, TAPEDECK_RECORDER_CAPACITY: '2' },
  })
  source = await makeSource({ dir: world.directory, seconds: 6, gopSeconds })
  const long = { seconds: 12, gopSeconds, name: 'long.flv' }
  longSource = await makeSource({ dir: world.directory, ...long })
})
afterAll(async () => {
  await world.stop()
  await diary.remove()
})

const submit = async (url: string, more: Record<string, unknown> = {}): Promise<string> => {
  const { id } = await world.stack.api.record({
    source: { type: 'rtmp', url },
    template: templateOf({ mp4: 60 }, more),
    notifyUrl: world.receiver.url,
  })
  return id
}

const untilEnded = (id: string) =>
  world.stack.api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)

const untilWaiting = (id: string) =>
  world.stack.api.waitFor(id, ({ state }) => state === 'waiting', 20_000)

const mp4FilesOf = async (id: string): Promise<string[]> => {
  const { api } = world.stack
  const directory = join(world.directory, id)
  return (
    (await downloadFiles({ api, objects: world.objects, recordingId: id, directory })).mp4 ?? []
  )
}

/** Where in the source, in milliseconds, the recording begins. */
const joinedAtMs = async (files: string[]): Promise<number> => {
  const [first] = await readPackets(files[0] ?? '', { kind: 'video' })
  const all = await readPackets(longSource, { kind: 'video' })
  return all.find(({ hash }) => hash === first?.hash)?.ptsMs ?? Number.NaN
}

describe('a stream that never comes', () => {
  test('is waited for as long as the template says, then the recording fails and says why, once', async () => {
    const url = world.rtmp.url('live', 'never')
    const id = await submit(url, { waitSeconds: 4 })
    const { createdAt, endedAt, ...recording } = await untilEnded(id)
    expect(recording).toMatchObject({ state: 'failed', reason: 'no_stream', fileCount: 0 })
    expect(recording.reasonDetail).toBe('No media comes: the server keeps the player waiting')
    expect(Date.parse(endedAt ?? '') - Date.parse(createdAt)).toBeGreaterThanOrEqual(4000)
    const told = await world.receiver.waitFor(
      (all) => all.some(({ event }) => event.recordingId === id),
      20_000,
    )
    const mine = told.flatMap(({ event }) => (event.recordingId === id ? [event] : []))
    expect(mine).toMatchObject([{ type: 'recording.failed', data: { reason: 'no_stream' } }])
    expect((await eventsOf(world, id)).map(({ type }) => type)).toEqual(['recording.failed'])
    expect(await world.objects.list('')).toEqual([])
    expect(await diary.callsFor(url)).toEqual([])
  })

  test('of a server that is not there is told from one that lets players wait', async () => {
    const id = await submit(`rtmp://127.0.0.1:${await freePort()}/live/nowhere`, { waitSeconds: 2 })
    const recording = await untilEnded(id)
    expect(recording).toMatchObject({ state: 'failed', reason: 'no_stream' })
    expect(recording.reasonDetail).toMatch(/^The server cannot be reached: .*ECONNREFUSED/)
  })

  test('can be given up: the recording is canceled, once, and no ffmpeg was ever started', async () => {
    const url = world.rtmp.url('live', 'given-up')
    const id = await submit(url)
    await untilWaiting(id)
    const answer = await world.stack.api.call('POST', `/v1/recordings/${id}/stop`, {
      mode: 'graceful',
    })
    expect(answer.status).toBeLessThan(300)
    expect(await untilEnded(id)).toMatchObject({
      state: 'canceled',
      reason: 'stopped',
      fileCount: 0,
    })
    expect(await eventsOf(world, id)).toHaveLength(1)
    expect(await diary.callsFor(url)).toEqual([])
  })
})

describe('a stream that comes later', () => {
  const expectSoon = async (id: string): Promise<void> => {
    expect(await untilEnded(id)).toMatchObject({ state: 'completed', reason: 'stream_ended' })
    const files = await mp4FilesOf(id)
    // two seconds and the rest of a group of pictures; three times that for a machine that is busy with other tests
    expect(await joinedAtMs(files)).toBeLessThanOrEqual(3 * (2 + gopSeconds) * 1000)
    await assertSamePackets(longSource, files, { from: 'joined' })
  }

  test.each([
    ['nginx, which keeps players waiting', () => startNginxRtmp()],
    ['node-media-server, which does too', () => startNodeMediaServer()],
  ])('on %s is recorded from within two seconds on', async (_name, start) => {
    const server: RtmpServer = await start()
    const url = server.url('live', 'later')
    const id = await submit(url)
    await untilWaiting(id)
    await publishStream({ url, file: longSource }).done
    await expectSoon(id)
    await server.stop()
  })

  test('on a server that did not listen at first is recorded from within two seconds of its first answer', async () => {
    const port = await freePort()
    const url = `rtmp://127.0.0.1:${port}/live/later`
    const id = await submit(url)
    await untilWaiting(id)
    const server = await startNginxRtmp({ port })
    // a server that was away is asked again after at most five seconds; then its players wait
    await expect
      .poll(async () => (await fetch(server.statUrl)).text(), { timeout: 10_000 })
      .toContain('<name>later</name>')
    await publishStream({ url, file: longSource }).done
    await expectSoon(id)
    await server.stop()
  })

  test('is pulled by an ffmpeg that may open nothing but rtmp', async () => {
    const url = world.rtmp.url('live', 'whitelist')
    const id = await submit(url)
    await untilWaiting(id)
    const publisher = publishStream({ url, file: source })
    await untilEnded(id)
    await publisher.done
    const calls = await diary.callsFor(url)
    expect(calls.length).toBeGreaterThan(0)
    for (const args of calls) {
      const input = args.indexOf('-i')
      expect(args[args.indexOf('-protocol_whitelist') + 1]).toBe('rtmp,tcp')
      expect(args.indexOf('-protocol_whitelist')).toBeLessThan(input)
      expect(args.indexOf('-rw_timeout')).toBeLessThan(input)
      expect(args).toContain('-nostdin')
    }
  })
})

describe('fifty recordings that wait on a recorder with room for two', () => {
  test('start no process and leave its room to the two that are live', async () => {
    const waiting: { id: string; url: string }[] = []
    for (let index = 0; index < 50; index++) {
      const url = world.rtmp.url('live', `absent-${index}`)
      waiting.push({ url, id: await submit(url, { waitSeconds: 600 }) })
    }
    for (const { id } of waiting) await untilWaiting(id)
    const urls = ['present-1', 'present-2'].map((name) => world.rtmp.url('live', name))
    const live = await Promise.all(urls.map((url) => submit(url)))
    await Promise.all(live.map(untilWaiting))
    await Promise.all(urls.map((url) => publishStream({ url, file: source }).done))
    for (const id of live) {
      expect(await untilEnded(id)).toMatchObject({ state: 'completed' })
      await assertSamePackets(source, await mp4FilesOf(id), { from: 'joined' })
    }
    for (const { id, url } of waiting) {
      expect(await world.stack.api.recording(id)).toMatchObject({ state: 'waiting' })
      expect(await diary.callsFor(url)).toEqual([])
    }
    await Promise.all(
      waiting.map(({ id }) => world.stack.api.call('POST', `/v1/recordings/${id}/stop`, {})),
    )
    for (const { id } of waiting) expect(await untilEnded(id)).toMatchObject({ state: 'canceled' })
  })
})
