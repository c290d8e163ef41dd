import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { RecordingFile } from '@tapedeck/domain'
import { createStore, type Lease, type Store } from '@tapedeck/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../src/exit-code.ts'
import { type CliWorld, startCliWorld } from './cli-fixture.ts'

const id = 'kept'
const hourMs = 3_600_000
const content = randomBytes(5000)

let world: CliWorld
let store: Store
let lease: Lease

const fileOf = (sequence: number, part: Partial<RecordingFile> = {}): RecordingFile => ({
  id: `${id}.mp4.${sequence}`,
  recordingId: id,
  generation: lease.generation,
  format: 'mp4',
  sequence,
  storageType: 'filesystem',
  bucket: 'objects',
  key: `live/${sequence}.mp4`,
  bytes: content.length,
  crc32: crc32(content).toString(16).padStart(8, '0'),
  durationMs: 5000,
  startedAtMs: Date.now() - hourMs,
  endedAtMs: Date.now() - hourMs + 5000,
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f'],
  slices: [],
  initKey: null,
  ...part,
})

/** A running recording of three files: the first one was removed when its time was over. */
beforeAll(async () => {
  world = await startCliWorld()
  store = createStore({ redis: world.redisUrl, clock: Date.now, randomBytes })
  await world.json(['record', 'rtmp://127.0.0.1:1/live/nobody', '--id', id])
  const acquired = await store.leases.acquire(id, 'recorder-1', 60_000)
  if (acquired === null) throw new Error('no lease')
  lease = acquired
  for (const input of ['taken', 'fragmentArrived'] as const)
    await store.recordings.transition({ recordingId: id, input, lease })
  await store.recordings.addFile(lease, fileOf(0, { removedAtMs: Date.now() }))
  for (const sequence of [1, 2]) {
    const file = fileOf(sequence)
    await mkdir(join(world.directory, 'live'), { recursive: true })
    await writeFile(join(world.directory, file.key), content)
    await store.recordings.addFile(lease, file)
  }
})
afterAll(async () => {
  await store.close()
  await world.stop()
})

describe('files', () => {
  test('says which one was removed, and downloads the others', async () => {
    const { out } = await world.run(['files', id])
    expect(out.match(/removed \d{4}-/g)).toHaveLength(1)
    const into = join(world.directory, 'all')
    const { exitCode, err } = await world.run(['files', id, '--download', into])
    expect(err).toContain('live/0.mp4  was removed from storage')
    expect(err).toContain(`2 files in ${into}`)
    expect(exitCode).toBe(exitCodes.done)
    expect(await readdir(join(into, 'live'))).toEqual(['1.mp4', '2.mp4'])
    expect(await readFile(join(into, 'live/2.mp4'))).toEqual(content)
  })

  test('that the API refuses is told as what it is, at once', async () => {
    await store.recordings.addFile(lease, fileOf(3))
    const into = join(world.directory, 'refused')
    const { exitCode, err } = await world.run(['files', id, '--sequence', '3', '--download', into])
    expect(exitCode).toBe(exitCodes.download)
    expect(err).toMatch(/3\.mp4: it was answered with 404\n$/)
  })
})

describe('events of one recording', () => {
  const typesOf = (out: string): string[] =>
    out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).type)

  test('of one kind are found behind any number of others', async () => {
    const asked = ['events', '--recording', id, '--json', '--limit', '1']
    const created = await world.run([...asked, '--kind', 'file.created'])
    expect(typesOf(created.out)).toEqual(['file.created'])
    // beside the answer, which a program reads
    expect(created.err).toContain('There are more: --limit 2')
    expect(typesOf((await world.run(asked)).out)).toEqual(['recording.started'])
  })

  test('are those since a time', async () => {
    const asked = ['events', '--recording', id, '--json']
    expect(typesOf((await world.run([...asked, '--since', '1h'])).out)).toContain('file.created')
    expect((await world.run([...asked, '--since', '0s'])).out).toBe('')
  })
})

test('keys are listed to the last, for who takes them away in a loop', async () => {
  for (let made = 0; made < 60; made++) await world.json(['keys', 'create', `key-${made}`])
  const { out } = await world.run(['keys', 'ls', '--quiet'])
  expect(out.trimEnd().split('\n')).toHaveLength(60)
})
