import { randomBytes } from 'node:crypto'
import type { RecordingView } from '@tapedeck/contracts'
import { createStore, type Store, storedFiles } from '@tapedeck/store'
import {
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  makeSource,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { shareWorld, sharing } from './shared-world.ts'
import { templateOf, type World } from './support.ts'

const sliced = {
  sliceSeconds: 5,
  slicePattern: 'twice/slices/{UnixTimestamp}_{Sequence}',
}
/** Of keys that say the second alone, one of them known at the end only. */
const template = templateOf(
  {},
  {
    formats: [
      { format: 'mp4', cycleSeconds: 5, objectPattern: 'twice/{EscapedStartTime}' },
      { format: 'flv', cycleSeconds: 60, objectPattern: 'twice/{StartTime}_{EndTime}' },
      { format: 'm3u8', cycleSeconds: 60, objectPattern: 'twice/{UnixTimestamp}', ...sliced },
      { format: 'cmaf', cycleSeconds: 60, objectPattern: 'twice/{UnixTimestamp}', ...sliced },
    ],
    thumbnails: { intervalSeconds: 3, width: 160, objectPattern: 'twice/{Sequence}' },
    posters: { width: 80 },
  },
)

describe('two recordings of one stream that begin in one moment under one pattern', () => {
  let world: World
  let store: Store
  let source: string
  let recordings: RecordingView[]
  let ended: RecordingView[]

  sharing.beforeAll(async ({ stack }) => {
    world = await shareWorld(stack)
    store = createStore({ redis: stack.redis.url, clock: Date.now, randomBytes })
    const { api } = stack
    const url = world.rtmp.url('live', 'kept')
    source = await makeSource({ dir: world.directory, seconds: 11 })
    const made = await Promise.all(
      ['edited', 'deleted'].map(() => api.call<{ id: string }>('POST', '/v1/templates', template)),
    )
    const [edited = '', deleted = ''] = made.map(({ body }) => body.id)
    recordings = await Promise.all(
      [edited, deleted].map((templateId) =>
        api.record({ source: { type: 'rtmp', url }, templateId }),
      ),
    )
    for (const { id } of recordings)
      await api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
    const publisher = publishStream({ url, file: source })
    for (const { id } of recordings)
      await api.waitFor(id, ({ state }) => state === 'recording', 20_000)
    const change = templateOf({ flv: 5 }, { mergeWindowSeconds: 600, name: 'changed' })
    expect((await api.call('PUT', `/v1/templates/${edited}`, change)).status).toBe(200)
    expect((await api.call('DELETE', `/v1/templates/${deleted}`)).status).toBe(204)
    expect((await api.call('GET', `/v1/templates/${deleted}`)).status).toBe(404)
    await publisher.done
    ended = await Promise.all(
      recordings.map(({ id }) => api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)),
    )
  })
  afterAll(async () => {
    await store.close()
    await world.stop()
  })

  /** Every object that a recording tells of. */
  const keysTold = async (id: string): Promise<string[]> => {
    const files = await storedFiles(store.recordings, id)
    const pictures = await store.thumbnails.list(id, { cursor: null, limit: 100 })
    const ofFiles = files.flatMap(({ key, initKey, slices, poster }) => [
      ...[key, initKey, poster?.key].filter((one) => typeof one === 'string'),
      ...slices.map((slice) => slice.key),
    ])
    return [...ofFiles, ...pictures.items.map(({ key }) => key), `twice/${id}.manifest.json`]
  }

  test('a template that is edited or deleted changes nothing for them', () => {
    for (const [index, recording] of ended.entries())
      expect(recording).toMatchObject({
        state: 'completed',
        template: recordings[index]?.template,
      })
  })

  test('one has the keys of its pattern, the other its id in each of them', async () => {
    const all = await Promise.all(recordings.map(({ id }) => keysTold(id)))
    const marked = all.map((keys, index) =>
      keys.filter((key) => key.includes(`_${recordings[index]?.id}`)),
    )
    // all but the manifest
    expect(marked.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([
      0,
      (all.find((_, index) => marked[index]?.length !== 0)?.length ?? 0) - 1,
    ])
    const patterns = recordings.map(({ template: told }) => JSON.stringify(told))
    expect(patterns.filter((told) => told.includes('_{RecordingId}'))).toHaveLength(1)
  })

  test('every object is stored, and none under the key of another', async () => {
    const told = (await Promise.all(recordings.map(({ id }) => keysTold(id)))).flat()
    expect(told.length).toBeGreaterThan(30)
    const stored = (await world.objects.list('twice/')).map(({ key }) => key)
    expect(stored.toSorted()).toEqual(told.toSorted())
  })

  test('each holds every packet once and decodes, in every format', async () => {
    for (const { id } of recordings) {
      const paths = await downloadFiles({
        ...{ api: world.stack.api, objects: world.objects, recordingId: id },
        directory: `${world.directory}/${id}`,
      })
      expect(Object.keys(paths).toSorted()).toEqual(['cmaf', 'flv', 'm3u8', 'mp4'])
      for (const files of Object.values(paths))
        await assertSamePackets(source, files, { from: 'joined' })
      await assertDecodes(...Object.values(paths).flat())
    }
  })
})
