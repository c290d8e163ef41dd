import type { Manifest } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { createTestBucket, removeTestBucket } from '@tapedeck/testkit'
import { describe, expect } from 'vitest'
import { FirstSeen } from '../src/janitor/first-seen.ts'
import { endLeftCycles } from '../src/janitor/left-cycles.ts'
import {
  cycleOf,
  type JanitorSurroundings,
  janitorTest,
  leaveSlices,
  leaveUpload,
  loseRecorder,
  planOf,
  recordOne,
} from './janitor-fixture.ts'

const signal = new AbortController().signal
const page = { cursor: null, limit: 10 }

/** Looks, and looks again when what was seen is old enough. */
const passTwice = async (janitor: JanitorSurroundings): Promise<void> => {
  await endLeftCycles(janitor.deps, signal)
  janitor.nowMs += janitor.deps.limits.cycleAgeMs
  await endLeftCycles(janitor.deps, signal)
}

/** Everything in storage of a recording, uploads too. */
const leftOf = async (objects: ObjectStore, id: string): Promise<string[]> => {
  const keys = [...(await objects.list('')), ...(await objects.listUploads(''))].map(
    ({ key }) => key,
  )
  return keys.filter((key) => key.includes(id))
}

describe('a recording that ended without its recorder', () => {
  janitorTest(
    'gets a file of the parts in storage, told of and in the manifest',
    async ({ store, janitor }) => {
      const { objects } = janitor
      const { lease } = await recordOne(store, 'rec_parts')
      const { body } = await leaveUpload(store, objects, lease, { parts: 2 })
      await loseRecorder(store, lease)
      await passTwice(janitor)
      const { items } = await store.recordings.files('rec_parts', page)
      expect(items).toMatchObject([
        { id: 'rec_parts.mp4.0', isSalvaged: true, durationMs: 20_000, bytes: body.length },
      ])
      const key = items[0]?.key ?? ''
      expect(key).toMatch(/^rec_parts\/mp4\/0_2027-01-15.*\.mp4$/)
      expect((await objects.get(key)).equals(body)).toBe(true)
      const events = (await store.events.list('rec_parts', null, 10)).map(({ event }) => event)
      expect(events.map(({ type }) => type).slice(-2)).toEqual([
        'file.created',
        'recording.degraded',
      ])
      expect(events.at(-1)?.data.degraded?.cause).toBe('file_salvaged')
      const text = await objects.get('rec_parts/mp4/rec_parts.manifest.json')
      const manifest = JSON.parse(text.toString()) as Manifest
      expect(manifest.files).toMatchObject([{ id: 'rec_parts.mp4.0', isSalvaged: true }])
      expect(manifest.reason).toBe('recorder_lost')
      expect(await store.openCycles.list('rec_parts')).toEqual([])
      expect(await leftOf(objects, 'rec_parts')).toEqual([
        key,
        'rec_parts/mp4/rec_parts.manifest.json',
      ])
      expect(await janitor.counted('cycle_salvaged')).toBe(1)
    },
  )

  janitorTest(
    'gets the files of all its outputs of one format, each in its own storage',
    async ({ s3, store, janitor }) => {
      const bucket = await createTestBucket(s3)
      const storage = { type: 's3', bucket } as const
      const wide = planOf('mp4', { name: 'wide', storage })
      const { lease } = await recordOne(store, 'rec_two', [planOf('mp4'), wide])
      const archive = janitor.deps.resolveStorage(storage)
      const { body } = await leaveUpload(store, janitor.objects, lease, { parts: 1 })
      const key = `tapedeck-staging/rec_two/${lease.generation}/wide.0.mp4`
      const cycle = { output: 'wide', storage, key }
      const far = await leaveUpload(store, archive, lease, { parts: 2, cycle })
      await loseRecorder(store, lease)
      await passTwice(janitor)
      const { items } = await store.recordings.files('rec_two', page)
      const facts = items.map(({ id, bucket: place, bytes }) => ({ id, place, bytes }))
      expect(facts.toSorted((a, b) => a.bytes - b.bytes)).toEqual([
        { id: 'rec_two.mp4.0', place: s3.bucket, bytes: body.length },
        { id: 'rec_two.wide.0', place: bucket, bytes: far.body.length },
      ])
      expect(items.every(({ isInBackup }) => isInBackup === undefined)).toBe(true)
      const archived = items.find(({ output }) => output === 'wide')
      expect((await archive.get(archived?.key ?? '')).equals(far.body)).toBe(true)
      // leftovers of both storages are looked for from now on
      expect(janitor.deps.targets.all()).toContainEqual(storage)
      expect(await leftOf(archive, 'rec_two')).toEqual([archived?.key])
      await removeTestBucket(s3, bucket)
    },
  )

  janitorTest('gets a playlist of the slices in storage', async ({ store, janitor }) => {
    const { objects } = janitor
    const { lease } = await recordOne(store, 'rec_slices')
    const { keys } = await leaveSlices(store, objects, lease, { slices: 3 })
    await loseRecorder(store, lease)
    await passTwice(janitor)
    const { items } = await store.recordings.files('rec_slices', page)
    expect(items[0]?.slices.map((slice) => slice.key)).toEqual(keys)
    const playlist = (await objects.get(items[0]?.key ?? '')).toString()
    expect(playlist).toContain('#EXT-X-ENDLIST')
    expect(playlist).toContain('../slices/2.ts')
    const left = await leftOf(objects, 'rec_slices')
    expect(left.filter((key) => key.startsWith('tapedeck-staging/'))).toEqual([])
    expect(left).toEqual(expect.arrayContaining(keys))
  })

  janitorTest(
    'keeps nothing of a cycle of which nothing is playable',
    async ({ store, janitor }) => {
      const { objects } = janitor
      const { lease } = await recordOne(store, 'rec_nothing')
      await leaveUpload(store, objects, lease, { parts: 0 })
      await leaveSlices(store, objects, lease, { slices: 0 })
      await loseRecorder(store, lease)
      await passTwice(janitor)
      expect(await leftOf(objects, 'rec_nothing')).toEqual([])
      expect(await store.openCycles.list('rec_nothing')).toEqual([])
      expect((await store.recordings.files('rec_nothing', page)).items).toEqual([])
      expect(await janitor.counted('cycle_given_up')).toBe(2)
    },
  )

  janitorTest('is left alone until it was seen so for long enough', async ({ store, janitor }) => {
    const { lease } = await recordOne(store, 'rec_young')
    await leaveUpload(store, janitor.objects, lease, { parts: 1 })
    await loseRecorder(store, lease)
    await endLeftCycles(janitor.deps, signal)
    janitor.nowMs += janitor.deps.limits.cycleAgeMs - 1
    await endLeftCycles(janitor.deps, signal)
    expect(await store.openCycles.list('rec_young')).toHaveLength(1)
    janitor.nowMs += 1
    await endLeftCycles(janitor.deps, signal)
    expect(await store.openCycles.list('rec_young')).toEqual([])
  })

  janitorTest('is put right once by two janitors at the same time', async ({ store, janitor }) => {
    const { objects } = janitor
    const { lease } = await recordOne(store, 'rec_two')
    await leaveUpload(store, objects, lease, { parts: 2 })
    await leaveSlices(store, objects, lease, { slices: 3 })
    await loseRecorder(store, lease)
    const others = [janitor.deps, { ...janitor.deps, cyclesSeen: new FirstSeen() }]
    for (const deps of others) await endLeftCycles(deps, signal)
    // what one of them could not do because the other was quicker is tried once more
    for (let round = 0; round < 2; round++) {
      janitor.nowMs += 60_000
      await Promise.all(others.map((deps) => endLeftCycles(deps, signal)))
    }
    const { items } = await store.recordings.files('rec_two', page)
    expect(items.map(({ id }) => id).toSorted()).toEqual(['rec_two.m3u8.0', 'rec_two.mp4.0'])
    const types = (await store.events.list('rec_two', null, 20)).map(({ event }) => event.type)
    expect(types.filter((type) => type === 'file.created')).toHaveLength(2)
    expect(types.filter((type) => type === 'recording.degraded')).toHaveLength(2)
    for (const { key } of items) await objects.head(key)
    expect(await store.openCycles.list('rec_two')).toEqual([])
    const left = await leftOf(objects, 'rec_two')
    expect(left.filter((key) => key.startsWith('tapedeck-staging/'))).toEqual([])
  })

  janitorTest(
    'is finished when a janitor died after it told of the file',
    async ({ store, janitor }) => {
      const { objects } = janitor
      const { lease } = await recordOne(store, 'rec_half')
      const { keys } = await leaveSlices(store, objects, lease, { slices: 4, skipped: [2] })
      await loseRecorder(store, lease)
      const { openCycles } = janitor.deps.store
      const remove: typeof openCycles.remove = () => Promise.reject(new Error('died'))
      const dying = { ...janitor.deps.store, openCycles: { ...openCycles, remove } }
      await endLeftCycles(janitor.deps, signal)
      janitor.nowMs += 1000
      await endLeftCycles({ ...janitor.deps, store: dying }, signal)
      expect(await store.openCycles.list('rec_half')).toHaveLength(1)
      janitor.nowMs += 60_000
      await endLeftCycles(janitor.deps, signal)
      expect(await store.openCycles.list('rec_half')).toEqual([])
      const { items } = await store.recordings.files('rec_half', page)
      expect(items).toHaveLength(1)
      expect(items[0]?.slices.map((slice) => slice.key)).toEqual(keys.slice(0, 2))
      // media is kept, in a file or not
      for (const index of [0, 1, 3]) await objects.head(keys[index] ?? '')
    },
  )

  janitorTest(
    'is told what is wrong with a file when a janitor died before it could',
    async ({ store, janitor }) => {
      const { lease } = await recordOne(store, 'rec_untold')
      await leaveUpload(store, janitor.objects, lease, { parts: 1 })
      await loseRecorder(store, lease)
      const { recordings } = janitor.deps.store
      const tellDegraded: typeof recordings.tellDegraded = () => Promise.reject(new Error('died'))
      const dying = { ...janitor.deps.store, recordings: { ...recordings, tellDegraded } }
      const told = async () =>
        (await store.events.list('rec_untold', null, 20)).map(({ event }) => event)
      await endLeftCycles(janitor.deps, signal)
      janitor.nowMs += 1000
      await endLeftCycles({ ...janitor.deps, store: dying }, signal)
      expect((await told()).at(-1)?.type).toBe('file.created')
      janitor.nowMs += 60_000
      await endLeftCycles(janitor.deps, signal)
      const degraded = (await told()).flatMap(({ data }) => data.degraded ?? [])
      expect(degraded).toMatchObject([{ cause: 'file_salvaged' }])
      const text = await janitor.objects.get('rec_untold/mp4/rec_untold.manifest.json')
      const { degradations } = JSON.parse(text.toString()) as Manifest
      expect(degradations).toMatchObject([{ cause: 'file_salvaged', count: 1 }])
      expect(await store.openCycles.list('rec_untold')).toEqual([])
    },
  )

  janitorTest(
    'is tried again later, not at every pass, when the storage fails',
    async ({ store, janitor }) => {
      const { lease } = await recordOne(store, 'rec_away')
      await leaveUpload(store, janitor.objects, lease, { parts: 1 })
      await loseRecorder(store, lease)
      let tries = 0
      const away = {
        ...janitor.deps,
        resolveStorage: () => {
          tries += 1
          throw new Error('away')
        },
      }
      await endLeftCycles(away, signal)
      janitor.nowMs += 1000
      for (let pass = 0; pass < 3; pass++) await endLeftCycles(away, signal)
      expect(tries).toBe(1)
      janitor.nowMs += 1000
      await endLeftCycles(janitor.deps, signal)
      expect((await store.recordings.files('rec_away', page)).items).toHaveLength(1)
    },
  )
})

describe('a recording that goes on', () => {
  janitorTest('keeps its cycles, those of older generations too', async ({ store, janitor }) => {
    const { objects } = janitor
    const { lease } = await recordOne(store, 'rec_runs')
    await leaveUpload(store, objects, lease, { parts: 1 })
    const next = await store.leases.handOver(lease, 'recorder-2', 60_000)
    if (next === null) throw new Error('the lease was not given')
    await store.openCycles.put(next, cycleOf(next, { sequence: 1 }))
    const before = await store.openCycles.list('rec_runs')
    await passTwice(janitor)
    expect(await store.openCycles.list('rec_runs')).toEqual(before)
    expect(await leftOf(objects, 'rec_runs')).toHaveLength(1)
  })
})
