import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import {
  appEntry,
  assertDecodes,
  assertSamePackets,
  isFastStart,
  makeSource,
  publishStream,
  spawnProcess,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manifestOf, startWorld, templateOf, type World } from './support.ts'

const cycles = { mp4: 5, flv: 7, m3u8: 60, cmaf: 6 }
const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const

/** Paths of the files below a directory, unfinished ones of the store included. */
const filesBelow = async (directory: string): Promise<string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => relative(directory, join(entry.parentPath, entry.name)))
}

let root: string
let world: World
let source: string
const ids: Record<string, string> = {}

// the root itself, and one directory below it
const places = [
  ['the root', { type: 'filesystem' }, '.'],
  ['a directory', { type: 'filesystem', directory: 'shows' }, 'shows'],
] as const

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tapedeck-files-'))
  await mkdir(join(root, 'kept'))
  world = await startWorld({ env: { TAPEDECK_FILESYSTEM_DIR: root } })
  source = await makeSource({ dir: world.directory, seconds: 13, bFrames: 2 })
  const { api } = world.stack
  const url = world.rtmp.url('live', 'disk')
  for (const [place, storage] of places) {
    const template = templateOf(cycles)
    const { id } = await api.record({ source: { type: 'rtmp', url }, template, storage })
    ids[place] = id
    await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
  }
  await publishStream({ url, file: source }).done
  for (const id of Object.values(ids))
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
})
afterAll(async () => {
  await world.stop()
  await rm(root, { recursive: true, force: true })
})

describe.each(places)('a recording into %s of the filesystem storage', (place, storage, below) => {
  const id = () => ids[place] ?? ''
  const directory = () => join(root, below)
  const filesOf = async (format: string) => {
    const { files } = await manifestOf(world, id())
    return files.filter((file) => file.format === format).map(({ key }) => join(directory(), key))
  }

  test('it is completed and says where its files are', async () => {
    const recording = await world.stack.api.recording(id())
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended', storage })
    for (const file of await world.stack.api.files(id())) {
      expect(file).toMatchObject({ bucket: directory() })
      const given = await fetch(file.url ?? '')
      const stored = await readFile(join(directory(), file.key))
      expect(Buffer.from(await given.arrayBuffer()).equals(stored)).toBe(true)
    }
  })

  test.each(formats)(
    '%s files are there, hold every packet once and in order, and decode',
    async (format) => {
      const files = await filesOf(format)
      expect(files.length).toBeGreaterThanOrEqual(Math.floor(10 / cycles[format]))
      await assertSamePackets(source, files, { from: 'joined' })
      await assertDecodes(...files)
      if (format === 'mp4') for (const file of files) expect(await isFastStart(file)).toBe(true)
    },
  )

  test('its files are downloaded through the API, and one that broke off goes on', async () => {
    const { stack } = world
    const [file] = (await stack.api.files(id())).filter(({ format }) => format === 'mp4')
    if (file === undefined) throw new Error('no mp4 file')
    const stored = await readFile(join(directory(), file.key))
    const to = join(world.directory, 'downloaded', below)
    const path = join(to, file.key)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(`${path}.${file.crc32}.part`, stored.subarray(0, stored.length / 2))
    const sequence = String(file.sequence)
    const asked = ['files', id(), '--download', to, '--format', 'mp4', '--sequence', sequence]
    const env = { TAPEDECK_URL: stack.api.url, TAPEDECK_API_KEY: stack.apiKey }
    const download = spawnProcess(process.execPath, [appEntry('cli'), ...asked], { env })
    const { exitCode } = await download.exited
    expect(exitCode, download.output()).toBe(0)
    expect((await readFile(path)).equals(stored)).toBe(true)
    expect(await readdir(dirname(path))).toEqual([basename(path)])
  })

  test('nothing lies there but what the manifest names, and the manifest', async () => {
    const { files } = await manifestOf(world, id())
    const named = files.flatMap((file) => [
      file.key,
      ...(file.initKey === null ? [] : [file.initKey]),
      ...file.slices.map(({ key }) => key),
    ])
    const all = await filesBelow(directory())
    const found = all.filter((path) => below !== '.' || !path.startsWith('shows/'))
    const manifests = found.filter((path) => path.endsWith('.manifest.json'))
    expect(manifests).toHaveLength(1)
    expect(found.toSorted()).toEqual([...named, ...manifests].toSorted())
  })
})

test('deleting both recordings with their files leaves nothing but what was there before', async () => {
  for (const id of Object.values(ids)) {
    const answer = await world.stack.api.call('DELETE', `/v1/recordings/${id}?files=true`)
    expect(answer.status).toBe(204)
  }
  expect(await filesBelow(root)).toEqual([])
  expect(await readdir(root)).toContain('kept')
})
