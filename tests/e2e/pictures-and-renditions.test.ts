import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createProducer } from '@tapedeck/queue'
import { createStore, type Store, storedFiles, type Thumbnail } from '@tapedeck/store'
import {
  assertDecodes,
  downloadFiles,
  filesOf,
  publishStream,
  readPackets,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Colour, colourOf, colourSeconds, colours, makeColours } from './colours.ts'
import { startWorld, templateOf, type World } from './support.ts'

const sourceSeconds = 14
const profile = { name: 'ld', height: 90, videoKbps: 150, audioKbps: 48, fps: null }
const intervalSeconds = 2

const isOver = ({ endedAt }: { endedAt: string | null }): boolean => endedAt !== null

/** Creates a recording of a rendition beside another recording, as rules do. */
const addRendition = async (
  store: Store,
  { stack }: World,
  of: string,
  isMade: boolean,
): Promise<string> => {
  const recording = await store.recordings.get(of)
  if (recording === null) throw new Error('there is no such recording')
  const id = `${of}-${isMade ? 'made' : 'pulled'}`
  const { stream, template } = recording
  const [mp4] = template.formats
  if (mp4 === undefined) throw new Error('there is no output')
  const name = `${stream.stream}_${isMade ? 'ld' : 'sd'}`
  await store.recordings.create(
    {
      ...recording,
      id,
      state: 'accepted',
      revision: 0,
      generation: 0,
      stream: { ...stream, stream: name },
      template: { ...template, formats: [mp4], thumbnails: null, posters: null },
      origin: {
        kind: 'stream',
        cause: 'command',
        ruleId: null,
        publicationId: 'publication',
        pushArgs: {},
      },
      rendition: { profile, isMade },
    },
    { fingerprint: id, idempotencyKey: null },
  )
  const producer = createProducer({ redisUrl: stack.redis.url, onError: () => undefined })
  await producer.record.add({ recordingId: id })
  await producer.close()
  return id
}

describe('a stream recorded with thumbnails, posters and renditions', () => {
  let world: World
  let store: Store
  let ids: { copy: string; made: string; pulled: string; sound: string }
  let thumbnails: Thumbnail[]

  beforeAll(async () => {
    world = await startWorld()
    const { stack, rtmp, directory } = world
    store = createStore({ redis: stack.redis.url, clock: Date.now, randomBytes })
    const source = await makeColours(directory, sourceSeconds)
    const record = async (name: string) => {
      const template = templateOf(
        { mp4: 5, flv: 6, m3u8: 7, cmaf: 8 },
        {
          thumbnails: {
            intervalSeconds,
            width: 160,
            objectPattern: 'pictures/{StreamName}/{UnixTimestamp}_{Sequence}',
          },
          posters: { width: 80 },
        },
      )
      const url = rtmp.url('live', name)
      const { id } = await stack.api.record({ source: { type: 'rtmp', url }, template })
      return id
    }
    const copy = await record('colours')
    ids = {
      copy,
      sound: await record('sound'),
      made: await addRendition(store, world, copy, true),
      pulled: await addRendition(store, world, copy, false),
    }
    const all = Object.values(ids)
    for (const id of all) await stack.api.waitFor(id, ({ state }) => state === 'waiting', 20_000)
    const publishers = [
      publishStream({ url: rtmp.url('live', 'colours'), file: source }),
      publishStream({ url: rtmp.url('live', 'sound'), file: source, outputArguments: ['-vn'] }),
    ]
    for (const { done } of publishers) await done
    for (const id of all) await stack.api.waitFor(id, isOver, 60_000)
    thumbnails = (await store.thumbnails.list(ids.copy, { cursor: null, limit: 100 })).items
  })
  afterAll(async () => {
    await store.close()
    await world.stop()
  })

  const colourOfObject = async (key: string): Promise<Colour | null> => {
    const path = join(world.directory, key.replaceAll('/', '_'))
    await writeFile(path, await world.objects.get(key))
    return colourOf(path)
  }

  test('every recording is completed', async () => {
    for (const id of Object.values(ids))
      expect(await world.stack.api.recording(id)).toMatchObject({ state: 'completed' })
  })

  test('there is a thumbnail of every interval of media time, of the width that was asked for', () => {
    expect(thumbnails.length).toBeGreaterThanOrEqual(5)
    for (const [index, { mediaMs, width, height, key, atMs }] of thumbnails.entries()) {
      expect(Math.floor((mediaMs + 5) / (intervalSeconds * 1000))).toBe(index)
      expect({ width, height }).toEqual({ width: 160, height: 90 })
      expect(key).toBe(`pictures/colours/${Math.floor(atMs / 1000)}_${index}.jpg`)
    }
  })

  test('thumbnails show the media of their time', async () => {
    const seen = await Promise.all(thumbnails.map(({ key }) => colourOfObject(key)))
    const first = colours.indexOf(seen[0] ?? 'red')
    // both change every two seconds, so that each shows the colour behind the former one's
    expect(colourSeconds).toBe(intervalSeconds)
    expect(seen).toEqual(seen.map((_, index) => colours[(first + index) % colours.length]))
    const { bytes } = await world.objects.head(thumbnails[0]?.key ?? '')
    expect(bytes).toBe(thumbnails[0]?.bytes)
  })

  test('beside every file of every format lies a poster of its first picture', async () => {
    const { api } = world.stack
    const directory = join(world.directory, 'copy')
    await downloadFiles({ api, objects: world.objects, recordingId: ids.copy, directory })
    const files = await storedFiles(store.recordings, ids.copy)
    expect(new Set(files.map(({ format }) => format)).size).toBe(4)
    for (const { key, poster } of files) {
      expect(poster).toMatchObject({ width: 80, height: 46, key: key.replace(/\.[^.]+$/, '.jpg') })
      const shown = await colourOfObject(poster?.key ?? '')
      expect(shown).not.toBeNull()
      expect(shown).toBe(await colourOf(join(directory, key)))
    }
  })

  test('a stream without picture has none, and nothing is wrong with it', async () => {
    const files = await storedFiles(store.recordings, ids.sound)
    expect(files.length).toBeGreaterThan(4)
    for (const { poster } of files) expect(poster).toBeUndefined()
    expect((await store.thumbnails.list(ids.sound, { cursor: null, limit: 10 })).items).toEqual([])
    const metrics = await (await fetch(`${recorderUrl()}/metrics`)).text()
    expect(metrics).toMatch(/tapedeck_pictures_total\{kind="thumbnail",outcome="stored".*\} [1-9]/)
    expect(metrics).not.toMatch(/tapedeck_pictures_total\{.*outcome="(failed|dropped)".*\} [1-9]/)
  })

  const recorderUrl = (): string =>
    world.stack.apps.find(({ name }) => name === 'recorder')?.opsUrl ?? ''

  test('a rendition that is made is encoded as its profile says, and holds as much as the copy', async () => {
    const { api } = world.stack
    const directory = join(world.directory, 'made')
    const recordingId = ids.made
    const files = filesOf(await api.files(recordingId), 'mp4')
    expect(files[0]).toMatchObject({ width: 160, height: 90 })
    expect(files[0]?.key).toContain('record/colours_ld/mp4/')
    const { mp4 = [] } = await downloadFiles({
      ...{ api, objects: world.objects, recordingId, directory },
    })
    let frames = 0
    for (const path of mp4) {
      await assertDecodes(path)
      frames += (await readPackets(path, { kind: 'video' })).length
    }
    // joined at a keyframe of the source, which come every second; an encoder of a busy machine begins late
    expect(frames).toBeGreaterThanOrEqual((sourceSeconds - 6) * 25)
    expect((await api.recording(recordingId)).degradations).toEqual([])
  })

  test('a rendition that the server makes is a copy like any other', async () => {
    const [file] = filesOf(await world.stack.api.files(ids.pulled), 'mp4')
    expect(file).toMatchObject({ width: 320, height: 180 })
    expect(file?.key).toContain('record/colours_sd/mp4/')
  })
})
