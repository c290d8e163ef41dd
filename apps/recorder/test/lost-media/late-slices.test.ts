import type { Recording, RecordingFile } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { openSpool, type Spool } from '@tapedeck/spool'
import type { Lease } from '@tapedeck/store'
import { makeSource } from '@tapedeck/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fillRecording } from '../../src/lost-media/fill-recording.ts'
import { salvageLostCycles } from '../../src/lost-media/salvage-cycles.ts'
import { withdrawSent } from '../../src/lost-media/withdraw-sent.ts'
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

const atMs = 1_800_000_000_000

let around: Surroundings
let media: Pulled
let count = 0
let id: string

beforeAll(async () => {
  around = await startSurroundings()
  media = await pulled(await makeSource({ dir: around.directory, seconds: 9 }))
})
afterAll(() => around.stop())
beforeEach(() => {
  id = `rec_late_${count++}`
})

/** A recorder that stores slices of two seconds; what is sent for the third one waits until it is let go. */
const recordUntilKilled = async (format: 'm3u8' | 'cmaf') => {
  const plan = planOf(format, { sliceSeconds: 2, slicePattern: `${id}/{UnixTimestamp}_{Sequence}` })
  const { recording, lease } = await around.recordedBy('recorder-1', id, [plan])
  const held = Promise.withResolvers<string>()
  const letGo = Promise.withResolvers<void>()
  const carriedOut = Promise.withResolvers<void>()
  const objects: ObjectStore = {
    ...around.objects,
    putFile: async (key, ...rest) => {
      if (!key.includes('_2.')) return around.objects.putFile(key, ...rest)
      held.resolve(key)
      await letGo.promise
      const stored = await around.objects.putFile(key, ...rest)
      carriedOut.resolve()
      return stored
    },
  }
  const deps: SessionDeps = { ...around.deps, resolveStorage: () => objects }
  const spool = await around.spool.open(id, lease.generation)
  const publish = async (): Promise<void> => undefined
  const ignore = () => undefined
  const left = { goneOnWith: [], passed: [] }
  const outputs = new OutputSet(deps, recording, lease, spool, [], left, 0, publish, ignore, ignore)
  const placer = new FragmentPlacer()
  placer.beginPull(media.init)
  await spool.appendInit(0, media.init.bytes, atMs)
  for (const [index, fragment] of media.fragments.slice(0, 7).entries()) {
    const receivedAtMs = atMs + (index + 1) * 1000
    const spooled = await spool.appendFragment(0, fragment.bytes, receivedAtMs)
    const raw = { fragment, init: media.init, pull: 0, receivedAtMs, spooled }
    for (const placed of placer.place(raw)) await outputs.write(placed)
  }
  const told = async () => (await around.store.openCycles.list(id))[0]?.pieces.length
  await expect.poll(told, { timeout: 30_000 }).toBe(2)
  const late = await held.promise
  // as a kill -9 leaves it: nothing is given up, and nobody waits for what is under way
  await around.store.leases.release(lease)
  const carryOut = async (): Promise<void> => {
    letGo.resolve()
    await carriedOut.promise
  }
  return { recording, lease, late, carryOut }
}

/** Another recorder makes a file of what is in storage and ends the recording. */
const endElsewhere = async (
  recording: Recording,
  meanwhile: (lease: Lease) => Promise<void> = async () => undefined,
): Promise<void> => {
  const lease = await around.takeOver(id, 'recorder-2')
  await salvageLostCycles(around.deps, recording, lease, [], around.deps.log)
  await meanwhile(lease)
  const { recordings } = around.store
  for (const input of ['taken', 'stopRequested', 'filesStored'] as const)
    await recordings.transition({ recordingId: id, input, lease })
}

/** The spool as the recorder finds it when it is started again. */
const comeBack = async (): Promise<Spool> => {
  const spool = await openSpool(around.spool.directory)
  await spool.recover()
  return spool
}

const fill = async (spool: Spool): Promise<void> => {
  const deps = { ...around.deps, spool, holds: () => false }
  const { signal } = new AbortController()
  expect(await fillRecording(deps, id, signal, around.deps.log)).toBe('done')
}

const keysOf = (files: RecordingFile[]): string[] =>
  files.flatMap(({ key, initKey, slices }) =>
    [key, initKey, ...slices.map((slice) => slice.key)].filter((one) => one !== null),
  )

describe.each(['m3u8', 'cmaf'] as const)('a slice of %s that came late', (format) => {
  test('is taken away by its recorder, when that was killed and is started again', async () => {
    const { recording, late, carryOut } = await recordUntilKilled(format)
    await endElsewhere(recording)
    await carryOut()
    expect((await around.objects.head(late)).bytes).toBeGreaterThan(0)
    await fill(await comeBack())
    const files = await around.files(id)
    expect(files.map(({ filler }) => filler?.generation)).toEqual([undefined, 1])
    const stored = (await around.objects.list(id)).map(({ key }) => key)
    const named = keysOf(files)
    expect(named).not.toContain(late)
    expect(stored.filter((key) => !key.endsWith('manifest.json')).toSorted()).toEqual(
      named.toSorted(),
    )
  })
})

test('a slice that another recorder is about to bring under the same key stays', async () => {
  const { recording, late, carryOut } = await recordUntilKilled('m3u8')
  const [left] = await around.store.openCycles.list(id)
  await endElsewhere(recording, async (lease) => {
    if (left === undefined) throw new Error('nothing was noted')
    const { generation } = lease
    const sending = { ...left.cycle, generation, sequence: 1, sending: [late] }
    await around.store.openCycles.put(lease, sending)
  })
  await carryOut()
  await fill(await comeBack())
  expect((await around.objects.head(late)).bytes).toBeGreaterThan(0)
})

test('of a recording whose record was removed meanwhile, nothing is taken away', async () => {
  const { recording, lease, carryOut } = await recordUntilKilled('m3u8')
  await endElsewhere(recording)
  await carryOut()
  const spool = await comeBack()
  const keysInStorage = async () => (await around.objects.list(id)).map(({ key }) => key)
  const before = await keysInStorage()
  await around.store.recordings.remove(id)
  await withdrawSent({ ...around.deps, spool }, recording, lease.generation, around.deps.log)
  expect(await keysInStorage()).toEqual(before)
})
