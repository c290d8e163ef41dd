import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DesiredPause, Recording } from '@tapedeck/domain'
import { closeRedis, createRedis, keys } from '@tapedeck/redis'
import { makeSource, publishStream } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RecordingSession, type SessionListener } from '../src/session/recording-session.ts'
import { SessionRegistry } from '../src/session-registry.ts'
import { type SessionWorld, startSessionWorld } from './session-fixture.ts'

let directory: string
let source: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-source-'))
  source = await makeSource({ dir: directory, seconds: 20, gopSeconds: 0.5 })
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const silent: SessionListener = { onPulling: () => undefined, onLostMedia: () => undefined }
const awhile = { timeout: 20_000 }

const sessionOf = async (world: SessionWorld, recording: Recording): Promise<RecordingSession> =>
  new RecordingSession(world.deps, recording, await world.acquire(recording), silent)

const stateOf = async ({ store }: SessionWorld): Promise<string | undefined> =>
  (await store.recordings.get('rec_1'))?.state

/** What lies in the spool, directories of recordings included. */
const leftIn = ({ deps }: SessionWorld): Promise<string[]> => readdir(deps.spool.directory)

test('a recording whose stream never came leaves nothing in the spool', async () => {
  const world = await startSessionWorld()
  const recording = await world.create(world.rtmp.url('live', 'nobody'), {}, { waitSeconds: 1 })
  const session = await sessionOf(world, recording)
  expect(await session.run()).toBe('finished')
  expect(await stateOf(world)).toBe('failed')
  expect([await leftIn(world), session.leavesMedia]).toEqual([[], false])
})

test('a recording that is stopped before its first media leaves nothing in the spool', async () => {
  const world = await startSessionWorld()
  const session = await sessionOf(world, await world.create(world.rtmp.url('live', 'nobody')))
  const ended = session.run()
  await expect.poll(() => stateOf(world), awhile).toBe('waiting')
  expect(await leftIn(world)).toEqual(['rec_1'])
  session.control.apply({ desired: { stop: 'graceful', splits: 0 }, revision: 100 })
  expect(await ended).toBe('finished')
  expect(await stateOf(world)).toBe('canceled')
  expect([await leftIn(world), session.leavesMedia]).toEqual([[], false])
})

test('a recording tells why it ended when it was not for its stream', async () => {
  const world = await startSessionWorld()
  const url = world.rtmp.url('live', 'unreachable')
  const session = await sessionOf(world, await world.create(url))
  const publisher = publishStream({ url, file: source, loop: true })
  const ended = session.run()
  await expect.poll(() => stateOf(world), awhile).toBe('recording')
  await world.rtmp.stop()
  expect(await ended).toBe('finished')
  await publisher.kill()
  const reasonDetail = expect.stringContaining('The server cannot be reached')
  const told = { state: 'completed', reason: 'stream_ended', reasonDetail, fileCount: 1 }
  expect(await world.store.recordings.get('rec_1')).toMatchObject(told)
  const events = await world.store.events.list('rec_1', null, 100)
  expect(events.at(-1)?.event).toMatchObject({
    type: 'recording.completed',
    data: { reason: 'stream_ended', reasonDetail },
  })
})

test('without a merge window neither a pause nor another generation ends a recording that is published', async () => {
  const world = await startSessionWorld()
  const url = world.rtmp.url('live', 'breaks')
  const recording = await world.create(url)
  const publisher = publishStream({ url, file: source, loop: true })
  const first = await sessionOf(world, recording)
  const released = first.run()
  const becomes = (state: string) => expect.poll(() => stateOf(world), awhile).toBe(state)
  await becomes('recording')
  const wish = (pause: DesiredPause | null) =>
    first.control.apply({ desired: { stop: null, splits: 0, pause }, revision: 100 })
  wish({ sinceMs: Date.now(), stopAfterMs: null })
  await becomes('paused')
  wish(null)
  await becomes('recording')
  first.control.shutdown()
  expect(await released).toBe('released')
  const current = await world.store.recordings.get('rec_1')
  if (current === null) throw new Error('the recording is gone')
  const second = await sessionOf(world, current)
  const ended = second.run()
  await expect
    .poll(async () => (await world.store.recordings.get('rec_1'))?.gapCount, awhile)
    .toBe(2)
  await publisher.kill()
  expect(await ended).toBe('finished')
  // nobody publishes it any more: that is nothing to tell
  const told = { state: 'completed', reason: 'stream_ended', reasonDetail: null, fileCount: 2 }
  expect(await world.store.recordings.get('rec_1')).toMatchObject(told)
}, 60_000)

test('a stop is followed that was written after Redis lost its last writes', async () => {
  const world = await startSessionWorld()
  const { store } = world
  await world.create(world.rtmp.url('live', 'nobody'))
  const onEnd = async () => undefined
  const registry = new SessionRegistry(world.deps, {
    ...{ capacity: 1, onEnd, onLostMedia: () => undefined },
  })
  expect(await registry.take('rec_1')).toBe(true)
  await expect.poll(() => stateOf(world), awhile).toBe('waiting')
  const url = `redis://127.0.0.1:${world.redis.port}`
  const redis = createRedis(url, { name: 'admin', role: 'command', onError: () => undefined })
  const saved = await redis.dumpBuffer(keys.recording('rec_1'))
  for (let n = 0; n < 3; n++) {
    await store.recordings.setDesired('rec_1', { addSplit: true })
    await registry.refresh(store, { recordingId: 'rec_1' })
  }
  await redis.restore(keys.recording('rec_1'), 0, saved, 'REPLACE')
  await closeRedis(redis)
  await store.recordings.setDesired('rec_1', { stop: 'graceful' })
  await registry.refresh(store, { recordingId: 'rec_1' })
  await expect.poll(() => stateOf(world), awhile).toBe('canceled')
  await registry.shutdown()
})
