import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ObjectStore } from '@tapedeck/object-store'
import { makeSource, publishStream } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RecordingSession, type SessionListener } from '../src/session/recording-session.ts'
import { SessionControl } from '../src/session/session-control.ts'
import type { SessionDeps } from '../src/session/session-deps.ts'
import { createMedia } from '../src/session/session-media.ts'
import { type SessionWorld, startSessionWorld } from './session-fixture.ts'

/** Longer than a request to Redis is waited for. */
const awayMs = 7000

let directory: string
let source: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-source-'))
  source = await makeSource({ dir: directory, seconds: 20, gopSeconds: 0.5 })
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const silent: SessionListener = { onPulling: () => undefined, onLostMedia: () => undefined }

const stateOf = async ({ store }: SessionWorld): Promise<string | undefined> =>
  (await store.recordings.get('rec_1'))?.state
const awhile = { timeout: 20_000 }

test('a recording that waits is released by a recorder that ends while Redis is away', async () => {
  const world = await startSessionWorld()
  const recording = await world.create(world.rtmp.url('live', 'nobody'))
  const session = new RecordingSession(
    world.deps,
    recording,
    await world.acquire(recording),
    silent,
  )
  const ended = session.run()
  await expect.poll(() => stateOf(world), awhile).toBe('waiting')
  world.redis.set('refuse')
  session.control.shutdown()
  // its files are looked up for the manifest first
  await delay(2 * awayMs)
  world.redis.set('pass')
  expect(await ended).toBe('released')
  expect(await stateOf(world)).toBe('waiting')
  expect(await world.store.leases.owner('rec_1')).toBeNull()
})

test('a recording of which something lies in the spool is begun although Redis is away', async () => {
  const world = await startSessionWorld()
  const recording = await world.create(world.rtmp.url('live', 'nobody'))
  const former = await world.acquire(recording)
  await (await world.deps.spool.open('rec_1', former.generation)).close()
  await world.store.leases.release(former)
  const lease = await world.acquire(recording)
  world.redis.set('refuse')
  const session = new RecordingSession(world.deps, recording, lease, silent)
  const ended = session.run()
  await delay(awayMs)
  world.redis.set('pass')
  await expect.poll(() => stateOf(world), awhile).toBe('waiting')
  session.control.shutdown()
  expect(await ended).toBe('released')
})

test('the pull of a recording that was handed over ends when its session cannot begin', async () => {
  const world = await startSessionWorld()
  const url = world.rtmp.url('live', 'moved')
  const recording = await world.create(url)
  const lease = await world.acquire(recording)
  const publisher = publishStream({ url, file: source })
  const control = new SessionControl(recording, world.deps)
  const spool = await world.deps.spool.open('rec_1', lease.generation)
  const media = createMedia(world.deps, spool, recording)
  const flowing = Promise.withResolvers<void>()
  media.receiver.onFragment(() => flowing.resolve())
  const pull = media.receiver.pull(url, control, { onInit: () => true })
  let hasEnded = false
  const over = () => {
    hasEnded = true
  }
  pull.then(over, over)
  await flowing.promise
  // somebody else has it by now
  await world.store.leases.release(lease)
  await world.acquire(recording, 'recorder-2')
  const splice = { dts: new Map<number, number>() }
  const beginning = { start: { tracks: [] }, startedAtMs: Date.now() }
  const adopted = { ...media, control, pull, splice, beginning, isSeamless: false }
  const session = new RecordingSession(world.deps, recording, lease, silent, adopted)
  expect([await session.run(), hasEnded]).toEqual(['lost', true])
  expect((await pull).exit.kind).toBe('killed')
  await publisher.kill()
})

test('a recording whose files cannot be stored ends, and is told of as failed', async () => {
  const world = await startSessionWorld()
  const url = world.rtmp.url('live', 'stored')
  const recording = await world.create(url, { cycleSeconds: 2 })
  const lyingAbout = (objects: ObjectStore): ObjectStore => ({
    ...objects,
    head: async (key) => {
      const found = await objects.head(key)
      return { ...found, bytes: found.bytes + 1 }
    },
  })
  const deps: SessionDeps = {
    ...world.deps,
    storageRetry: { firstDelayMs: 1, maxDelayMs: 10, factor: 2, attempts: 3 },
    resolveStorage: (target) => lyingAbout(world.deps.resolveStorage(target)),
  }
  const publisher = publishStream({ url, file: source, loop: true })
  const session = new RecordingSession(deps, recording, await world.acquire(recording), silent)
  // the stream goes on: it ends by itself all the same
  expect(await session.run()).toBe('finished')
  const ended = await world.store.recordings.get('rec_1')
  expect(ended).toMatchObject({ state: 'failed', reason: 'storage_failed', fileCount: 0 })
  expect(session.leavesMedia).toBe(true)
  await publisher.kill()
})
