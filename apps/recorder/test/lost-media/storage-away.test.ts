import type { OutputFormat, Recording, RecordingFile } from '@tapedeck/domain'
import { createS3Store, type ObjectStore } from '@tapedeck/object-store'
import type { Lease } from '@tapedeck/store'
import {
  assertDecodes,
  assertSamePackets,
  type FaultProxy,
  makeSource,
  readPackets,
  startFaultProxy,
} from '@tapedeck/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type SalvageDeps, salvageLostCycles } from '../../src/lost-media/salvage-cycles.ts'
import { sortLeftCycles } from '../../src/output/stored-before.ts'
import { OutputSet } from '../../src/session/output-set.ts'
import type { SessionDeps } from '../../src/session/session-deps.ts'
import { FragmentPlacer } from '../../src/source/fragment-placer.ts'
import {
  type Pulled,
  planOf,
  pulled,
  type Surroundings,
  startSurroundings,
} from './lost-media-fixture.ts'
import { leaveSlices, leaveUpload } from './open-cycle-fixture.ts'

const atMs = 1_800_000_100_000
/** Fragments of the source, a second each, from which on the second recorder has it. */
const secondFrom = 6

let around: Surroundings
let proxy: FaultProxy
let far: ObjectStore
let source: string
let media: Pulled
let count = 0
let id: string
let recording: Recording
let lost: Lease

beforeAll(async () => {
  around = await startSurroundings()
  proxy = await startFaultProxy(around.s3.endpoint)
  far = createS3Store({ ...around.s3, endpoint: proxy.endpoint, attempts: 1 })
  const { directory: dir } = around
  source = await makeSource({ dir, seconds: 9, size: '640x360', quality: 18, bFrames: 2 })
  media = await pulled(source)
})
afterAll(async () => {
  far.close()
  await proxy.stop()
  await around.stop()
})
beforeEach(() => {
  id = `rec_away_${count++}`
})
afterEach(() => proxy.clear())

/** Patterns under which two cycles, or two slices, of one number have one key. */
const numbered = (format: OutputFormat) =>
  planOf(format, {
    objectPattern: '{RecordingId}/{Format}_{Sequence}',
    ...(format === 'm3u8' || format === 'cmaf'
      ? { sliceSeconds: 1, slicePattern: '{Format}/slices/{Sequence}' }
      : {}),
  })

const isSlicedFormat = (format: OutputFormat) => format === 'm3u8' || format === 'cmaf'

/** A recorder is lost with the first sequence of an output running; how many fragments it had in storage. */
const loseWith = async (format: OutputFormat): Promise<number> => {
  const plan = numbered(format)
  const begun = await around.recordedBy('recorder-lost', id, [plan])
  recording = begun.recording
  lost = begun.lease
  if (isSlicedFormat(format)) {
    await leaveSlices(around, lost, plan, media, { slices: 4, firstSequence: 0 })
    return 4
  }
  const key = `${id}/${format}_0.${format}`
  return (await leaveUpload(around, lost, plan, media, { parts: 2, key })).wholeIn(2)
}

const takeOver = async (deps: Partial<SalvageDeps> = {}): Promise<Lease> => {
  await around.store.leases.release((await around.store.leases.owner(id)) ?? lost)
  const lease = await around.takeOver(id)
  const all = { ...around.deps, resolveStorage: () => far, ...deps }
  await salvageLostCycles(all, recording, lease, [], around.deps.log)
  return lease
}

/** What a session does behind the salvage: one file of the rest of the source. */
const recordRest = async (lease: Lease): Promise<void> => {
  const deps: SessionDeps = { ...around.deps, resolveStorage: () => far }
  const spool = await around.spool.open(id, lease.generation)
  const left = sortLeftCycles(await openCycles(), { localGenerations: [], superseded: [] })
  const publish = async (file: RecordingFile): Promise<void> => {
    expect(await around.store.recordings.addFile(lease, file)).toBe(true)
  }
  const ignore = () => undefined
  const files = await around.files(id)
  const outputs = new OutputSet(
    ...([deps, recording, lease, spool, files, left, 0, publish, ignore, ignore] as const),
  )
  const placer = new FragmentPlacer()
  placer.beginPull(media.init)
  await spool.appendInit(0, media.init.bytes, atMs)
  for (const [index, fragment] of media.fragments.slice(secondFrom).entries()) {
    const receivedAtMs = atMs + (index + 1) * 1000
    const spooled = await spool.appendFragment(0, fragment.bytes, receivedAtMs)
    const raw = { fragment, init: media.init, pull: 0, receivedAtMs, spooled }
    for (const placed of placer.place(raw)) await outputs.write(placed)
  }
  await outputs.finish()
  await spool.close()
}

const openCycles = () => around.store.openCycles.list(id)
const files = async () =>
  (await around.files(id)).toSorted((one, other) => one.sequence - other.sequence)
const keysOf = (all: RecordingFile[]) =>
  all.flatMap(({ key, initKey, slices }) => [
    ...[key, ...slices.map((slice) => slice.key)],
    ...(initKey === null ? [] : [initKey]),
  ])

describe.each(['mp4', 'flv', 'm3u8', 'cmaf'] as const)('a lost %s cycle', (format) => {
  test('whose storage is away at the take-over is ended later, beside the files behind it', async () => {
    const fragments = await loseWith(format)
    const before = await openCycles()
    proxy.setDown(true)
    const second = await takeOver()
    proxy.setDown(false)
    expect(await files()).toEqual([])
    await recordRest(second)
    expect((await files()).map(({ sequence }) => sequence)).toEqual([1])
    expect(await openCycles()).toEqual(before)
    await takeOver()
    const all = await files()
    expect(all.map(({ sequence, generation }) => [sequence, generation])).toEqual([
      [0, 1],
      [1, 2],
    ])
    expect(await openCycles()).toEqual([])
    const keys = keysOf(all)
    expect(new Set(keys).size).toBe(keys.length)
    const sent = (await readPackets(source, { kind: 'video' })).map(({ hash }) => hash)
    const paths = await Promise.all(all.map((file) => around.download(file)))
    await assertSamePackets(source, paths.slice(0, 1), { to: 'left' })
    const found: number[] = []
    for (const path of paths)
      for (const { hash } of await readPackets(path, { kind: 'video' }))
        found.push(sent.indexOf(hash))
    expect(found).toEqual([...new Set(found)].toSorted((a, b) => a - b))
    const perFragment = sent.length / media.fragments.length
    expect(found).toHaveLength((fragments + media.fragments.length - secondFrom) * perFragment)
    await assertDecodes(...paths)
  })
})

describe('a take-over', () => {
  const storageRetry = { firstDelayMs: 500, maxDelayMs: 30_000, factor: 2, attempts: 4000 }
  const patience = { silentMs: 1000, requestMs: 1500 }
  const elapsedMs = async (task: () => Promise<unknown>): Promise<number> => {
    const startedAtMs = performance.now()
    await task()
    return performance.now() - startedAtMs
  }
  const isCompletion = ({ method, url }: { method: string; url: string }) =>
    method === 'POST' && url.includes('uploadId=')
  // not SlowDown, behind which the client itself asks less often
  const refused = { kind: 'status', status: 500, code: 'InternalError' } as const

  test.each([
    ['refuses everything', () => proxy.inject(refused, 1000)],
    ['says nothing', () => proxy.inject({ kind: 'stall' }, 1000)],
    ['answers, and refuses what is to be seen', () => proxy.inject(refused, 1000, isCompletion)],
    ['answers, and then says nothing', () => proxy.inject({ kind: 'stall' }, 1000, isCompletion)],
  ])('does not wait for a storage that %s, and leaves its cycles open', async (_, fail) => {
    const fragments = await loseWith('mp4')
    const before = await openCycles()
    fail()
    expect(await elapsedMs(() => takeOver({ storageRetry, patience }))).toBeLessThan(12_000)
    expect([await openCycles(), await files()]).toEqual([before, []])
    proxy.clear()
    await takeOver()
    expect(await files()).toMatchObject([
      { sequence: 0, through: [{ generation: 1, sequence: fragments - 1 }] },
    ])
  })

  test('waits for a storage that fails for a moment, and for one that is slow', async () => {
    await loseWith('mp4')
    proxy.inject(refused, 1)
    proxy.setLatency(500)
    const silentMs = 2500
    const storage = { storageRetry, patience: { silentMs, requestMs: 10_000 } }
    expect(await elapsedMs(() => takeOver(storage))).toBeGreaterThan(silentMs)
    expect(await openCycles()).toEqual([])
    expect(await files()).toHaveLength(1)
  })

  test('tries no other cycle of an output whose storage is given up', async () => {
    await loseWith('mp4')
    const [first] = await openCycles()
    if (first === undefined) throw new Error('nothing was noted')
    const key = `${id}/mp4_1.mp4`
    const { uploadId } = await around.objects.createUpload(key, { contentType: 'video/mp4' })
    await around.store.leases.release(lost)
    const next = await around.takeOver(id, 'recorder-lost')
    const { generation } = next
    const second = { ...first.cycle, generation, sequence: 1, key, uploadId }
    expect(await around.store.openCycles.put(next, second)).toBe(true)
    for (const piece of first.pieces) await around.store.openCycles.addPiece(next, second, piece)
    proxy.inject(refused, 1000)
    const seen = proxy.requests().length
    await takeOver({ storageRetry: { ...storageRetry, firstDelayMs: 1, attempts: 3 }, patience })
    expect((await openCycles()).map(({ cycle }) => cycle.sequence)).toEqual([0, 1])
    const tried = proxy.requests().slice(seen)
    expect(tried.filter(({ url }) => url.includes('mp4_0')).length).toBeGreaterThan(0)
    expect(tried.filter(({ url }) => url.includes('mp4_1'))).toEqual([])
  })
})
