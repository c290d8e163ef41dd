import { join } from 'node:path'
import { makeSource, publishStream, readPackets } from '@tapedeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { startRecorderWorld } from './recorder-fixture.ts'

const timeout = 60_000

test.each([
  ['for long, has its file closed meanwhile, and goes on in another one', '1', 2],
  ['for less long, goes on in the same file', '3600', 1],
])('a recording that is paused %s', async (_, fileSeconds, files) => {
  const world = await startRecorderWorld({ TAPEDECK_PAUSE_FILE_SECONDS: fileSeconds })
  const { store, directory, objectsDirectory } = world
  const source = await makeSource({ dir: directory, seconds: 60, gopSeconds: 1 })
  const url = world.rtmp.url('live', 'paused')
  const publisher = publishStream({ url, file: source })
  onTestFinished(() => publisher.kill())
  const id = await world.record(url)
  const stateIs = (state: string) =>
    expect.poll(async () => (await store.recordings.get(id))?.state, { timeout }).toBe(state)
  const mediaMs = async () => (await store.progress.get(id))?.mediaMs ?? 0
  const stored = async () => (await store.recordings.files(id, { cursor: null, limit: 10 })).items
  await stateIs('recording')
  await expect.poll(mediaMs, { timeout }).toBeGreaterThan(1000)
  await store.recordings.setDesired(id, { pause: { sinceMs: Date.now(), stopAfterMs: null } })
  await stateIs('paused')
  if (files === 2) {
    await expect.poll(async () => (await stored()).length, { timeout }).toBe(1)
    expect(await store.openCycles.list(id)).toEqual([])
    expect((await store.recordings.get(id))?.state).toBe('paused')
  }
  const beforeMs = await mediaMs()
  await store.recordings.setDesired(id, { pause: null })
  await stateIs('recording')
  await expect.poll(mediaMs, { timeout }).toBeGreaterThan(beforeMs + 1000)
  await store.recordings.setDesired(id, { stop: 'graceful' })
  await stateIs('completed')
  const all = await stored()
  expect(all.map(({ sequence }) => sequence)).toEqual(files === 2 ? [0, 1] : [0])
  const sent = (await readPackets(source, { kind: 'video' })).map(({ hash }) => hash)
  const places: number[] = []
  for (const { key } of all)
    for (const { hash } of await readPackets(join(objectsDirectory, key), { kind: 'video' }))
      places.push(sent.indexOf(hash))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(new Set(places).size).toBe(places.length)
  // one hole: the pause
  const holes = places.filter((place, index) => index > 0 && place !== (places[index - 1] ?? 0) + 1)
  expect(holes).toHaveLength(1)
})
