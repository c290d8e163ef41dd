import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FormatPlan, type OutputFormat, plainOutput } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { assertSamePackets, makeSource } from '@tapedeck/testkit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type OutputRig, openOutput } from './output-fixture.ts'

const planOf = (format: OutputFormat): FormatPlan => ({
  ...plainOutput,
  ...{ name: format, format, cycleSeconds: 1, maxBytes: null, objectPattern: '{Sequence}' },
  sliceSeconds: format === 'm3u8' || format === 'cmaf' ? 0.4 : null,
  slicePattern: format === 'm3u8' || format === 'cmaf' ? '{Sequence}' : null,
})

let directory: string
let source: string
let rig: OutputRig

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-source-'))
  source = await makeSource({ dir: directory, seconds: 2, gopSeconds: 0.2 })
})
afterEach(() => rig.close())
afterAll(() => rm(directory, { recursive: true, force: true }))

/** Shows so many of the objects one byte too long. */
const lying =
  (times: number) =>
  (objects: ObjectStore): ObjectStore => {
    let left = times
    return {
      ...objects,
      head: async (key) => {
        const found = await objects.head(key)
        return left-- > 0 ? { ...found, bytes: found.bytes + 1 } : found
      },
    }
  }

/** A process without a file handle left for so many of its files. */
const outOfHandles =
  (times: number) =>
  (objects: ObjectStore): ObjectStore => {
    let left = times
    const guarded = <T>(send: () => Promise<T>): Promise<T> =>
      left-- > 0
        ? Promise.reject(Object.assign(new Error('too many open files'), { code: 'EMFILE' }))
        : send()
    return {
      ...objects,
      put: (...args) => guarded(() => objects.put(...args)),
      putFile: (...args) => guarded(() => objects.putFile(...args)),
    }
  }

const record = async (
  format: OutputFormat,
  through: (objects: ObjectStore) => ObjectStore,
  signal = new AbortController().signal,
) => {
  const failures: unknown[] = []
  const context = { signal, onFailed: (error: unknown) => failures.push(error) }
  rig = await openOutput(planOf(format), { through, context })
  await rig.pull(source)
  rig.output.endCycle()
  return failures
}

test.each([
  ['an object shown too long', 'mp4', lying(1)],
  ['an object shown too long', 'flv', lying(1)],
  ['a file that could not be opened', 'mp4', outOfHandles(1)],
  ['a slice that could not be opened', 'm3u8', outOfHandles(3)],
  ['a slice that could not be opened', 'cmaf', outOfHandles(3)],
] as const)('%s once costs no %s file, and none behind it', async (_, format, through) => {
  const failures = await record(format, through)
  await rig.output.settled()
  expect(rig.files.map(({ sequence }) => sequence)).toEqual([0, 1])
  expect(failures).toEqual([])
  if (format === 'mp4' || format === 'flv')
    await assertSamePackets(
      source,
      rig.files.map(({ key }) => join(rig.objectsDirectory, key)),
    )
})

test.each(['mp4', 'm3u8'] as const)(
  'that files of an %s output can never be stored is told at once, and not only to who waits for them',
  async (format) => {
    const failures = await record(format, outOfHandles(Number.POSITIVE_INFINITY))
    await expect.poll(() => failures[0]).toMatchObject({ code: 'EMFILE' })
    await expect(rig.output.settled()).rejects.toMatchObject({ code: 'EMFILE' })
    expect(rig.files).toEqual([])
  },
)

test('a slice that can never be stored is told of while its cycle still records', async () => {
  const failures: unknown[] = []
  const context = { onFailed: (error: unknown) => failures.push(error) }
  const through = outOfHandles(Number.POSITIVE_INFINITY)
  rig = await openOutput({ ...planOf('m3u8'), cycleSeconds: 3600 }, { through, context })
  await rig.pull(source)
  await expect.poll(() => failures[0]).toMatchObject({ code: 'EMFILE' })
})

test('files that are given up are not told of as failed', async () => {
  const leaving = new AbortController()
  const failures = await record('mp4', lying(Number.POSITIVE_INFINITY), leaving.signal)
  leaving.abort(new Error('the recording is left'))
  await expect(rig.output.settled()).rejects.toThrow()
  expect(failures).toEqual([])
})
