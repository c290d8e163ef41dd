import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TapedeckError } from '@tapedeck/contracts'
import { type FormatPlan, plainOutput, type RecordingFile } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { createStore, type Lease, type Store } from '@tapedeck/store'
import {
  assertDecodes,
  assertSamePackets,
  makeSource,
  type RedisServer,
  readPackets,
  sampleRecording,
  startRedis,
} from '@tapedeck/testkit'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
} from 'vitest'
import { openCyclesOf } from '../src/output/open-cycles.ts'
import { type OutputRig, type OutputRigOptions, openOutput } from './output-fixture.ts'

const plan: FormatPlan = {
  ...plainOutput,
  name: 'mp4',
  format: 'mp4',
  cycleSeconds: 60,
  maxBytes: null,
  objectPattern: '{StreamName}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}',
  sliceSeconds: null,
  slicePattern: null,
}
const inPlace = '{StreamName}/{Sequence}_{EscapedStartTime}'
/** Fragments of a second each that a former generation wrote before it was lost. */
const fragmentsBefore = 4
/** What they fill. */
const partsBefore = [1, 2, 3]
/** Small, so that the media of a few seconds is several of them. */
const partSizes = { planned: () => 192 * 1024, equal: 448 * 1024 }

let directory: string
let source: string
let small: string
let redis: RedisServer
let store: Store
let recordings = 0
let objectsRoot: string
const rigs: OutputRig[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-open-cycles-'))
  source = await makeSource({ dir: directory, seconds: 6, size: '640x360', quality: 26 })
  small = await makeSource({ dir: directory, seconds: 8, name: 'small.flv' })
  redis = await startRedis()
  const options = { clock: Date.now, randomBytes, onError: () => undefined }
  store = createStore({ ...options, redis: redis.url, name: 'test' })
})
beforeEach(async () => {
  objectsRoot = await mkdtemp(join(directory, 'objects-'))
})
afterEach(async () => {
  await Promise.all(rigs.splice(0).map((rig) => rig.close()))
})
afterAll(async () => {
  await store.close()
  await redis.stop()
  await rm(directory, { recursive: true, force: true })
})

/** A recording in Redis, and a way to drive it under one generation after the other. */
const newRecording = async () => {
  const recording = sampleRecording({ id: `rec_open_${++recordings}` })
  const { id } = recording
  await store.recordings.create(recording, { fingerprint: id, idempotencyKey: null })
  const takeOver = async (): Promise<Lease> => {
    const options = { replacesOwn: true }
    const lease = await store.leases.acquire(id, 'recorder-1', 60_000, options)
    if (lease === null) throw new Error('the lease could not be taken')
    return lease
  }
  const open = async (
    format: Partial<FormatPlan>,
    options: OutputRigOptions = {},
  ): Promise<OutputRig> => {
    const left = await store.openCycles.list(id)
    const lease = await takeOver()
    const rig = await openOutput(
      { ...plan, ...format },
      {
        recording,
        generation: lease.generation,
        openCycles: openCyclesOf(store, lease, left),
        objectsRoot,
        context: { partSizes },
        ...options,
      },
    )
    rigs.push(rig)
    return rig
  }
  const noted = async (sequence = 0) =>
    (await store.openCycles.list(id)).find(({ cycle }) => cycle.sequence === sequence)
  const numbers = async (sequence = 0) =>
    (await noted(sequence))?.pieces.map(({ number }) => number)
  return { id, open, noted, numbers, takeOver }
}

const poll = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 30_000 })
const pathsOf = (rig: OutputRig): string[] =>
  rig.files.map(({ key }) => join(rig.objectsDirectory, key))
const finish = async (rig: OutputRig): Promise<RecordingFile> => {
  rig.output.endCycle()
  await rig.output.settled()
  const [file] = rig.files
  if (file === undefined) throw new Error('no file was stored')
  return file
}

/** Every second of the source is one fragment, counted from 0. */
const origin = (sequence: number) => ({ generation: 1, sequence })

describe.each(['mp4', 'flv'] as const)('an %s cycle that is lost', (format) => {
  test('is in storage as a playable file, up to the fragment that its note tells', async () => {
    const recording = await newRecording()
    const rig = await recording.open({ format })
    await rig.pull(source, undefined, { to: fragmentsBefore })
    await poll(() => recording.numbers()).toEqual(partsBefore)
    await rig.output.abandon()
    const noted = await recording.noted()
    if (noted === undefined) throw new Error('nothing was noted')
    const { cycle, pieces } = noted
    expect(cycle).toMatchObject({ format, sequence: 0, generation: 1, from: origin(0) })
    expect(cycle.codecs).toHaveLength(2)
    const last = pieces.at(-1)
    const fragments = (last?.through[0]?.sequence ?? -1) + 1
    expect(fragments).toBeGreaterThan(1)
    expect(Math.round((last?.mediaMs ?? 0) / 100)).toBe(fragments * 10)

    const parts = pieces.map(({ number, etag, bytes }) => ({
      partNumber: number,
      etag: etag ?? '',
      bytes,
    }))
    await rig.objects.completeUpload(cycle.key, cycle.uploadId ?? '', parts)
    const whole = await rig.objects.get(cycle.key, { start: 0, end: (last?.wholeBytes ?? 0) - 1 })
    const path = join(directory, `salvaged.${format}`)
    await writeFile(path, whole)
    await assertSamePackets(source, [path], { to: 'left' })
    const packets = await readPackets(path, { kind: 'video' })
    expect(packets).toHaveLength(fragments * 25)
    await assertDecodes(path)
  })

  test.each(['in place', 'by way of the staging prefix'])(
    'is gone on with %s: what is there does not go up again',
    async (way) => {
      const objectPattern = way === 'in place' ? inPlace : plan.objectPattern
      const recording = await newRecording()
      const before = await recording.open({ format, objectPattern })
      await before.pull(source, undefined, { to: fragmentsBefore })
      await poll(() => recording.numbers()).toEqual(partsBefore)
      await before.output.abandon()
      const former = await recording.noted()
      const rig = await recording.open({ format, objectPattern })
      // the key is made of the time at which the cycle began, which a later generation need not agree about
      rig.clock.nowMs += 5000
      await rig.pull(source, undefined, { originOf: origin })
      await poll(async () => (await recording.noted())?.cycle.generation).toBe(2)
      const file = await finish(rig)
      const sentAgain = former?.pieces.filter(
        ({ number }) => number > 1 && rig.written.includes(`${former.cycle.key}#${number}`),
      )
      expect(sentAgain).toEqual([])
      // the real head, and nothing before it
      expect(rig.written.filter((key) => key === `${former?.cycle.key}#1`)).toHaveLength(1)
      if (way === 'in place') expect(file.key).toBe(former?.cycle.key)
      await assertSamePackets(source, pathsOf(rig))
      await assertDecodes(pathsOf(rig)[0] ?? '')
      expect(await rig.objects.listUploads('')).toEqual([])
      expect((await rig.objects.list('')).map(({ key }) => key)).toEqual([file.key])
    },
  )
})

test.each(['goes on elsewhere', 'will go on here'])(
  'what is put together in staging after the lease was lost is taken away only when the recording %s',
  async (where) => {
    const recording = await newRecording()
    const carryOut = Promise.withResolvers<void>()
    onTestFinished(() => carryOut.resolve())
    const held = Promise.withResolvers<string>()
    const through = (objects: ObjectStore): ObjectStore => ({
      ...objects,
      completeUpload: async (key, uploadId, parts) => {
        held.resolve(key)
        await carryOut.promise
        return objects.completeUpload(key, uploadId, parts)
      },
    })
    const leaseLost = new AbortController()
    const context = { partSizes, signal: leaseLost.signal }
    const before = await recording.open({}, { through, context })
    await before.pull(source, undefined, { to: fragmentsBefore })
    before.output.endCycle()
    const key = await held.promise
    if (where === 'goes on elsewhere') {
      const left = await recording.noted()
      await recording.takeOver()
      // what it has in storage is in a file, which needs no note
      if (left !== undefined) await store.openCycles.remove(recording.id, left.cycle)
    }
    leaseLost.abort()
    const abandoned = before.output.abandon()
    carryOut.resolve()
    await abandoned
    const stored = (await before.objects.list('')).map((object) => object.key)
    expect(stored).toEqual(where === 'goes on elsewhere' ? [] : [key])
  },
)

test.each(['mp4', 'flv'] as const)(
  'a later %s cycle has the same bytes when another generation composes it from its first fragment on',
  async (format) => {
    const recording = await newRecording()
    const before = await recording.open({ format })
    let fragments = 0
    const splitOnce = () => {
      if (++fragments === 1) before.output.requestSplits(1)
    }
    await before.pull(source, splitOnce, { to: 5 })
    await before.output.settled()
    expect(before.files).toHaveLength(1)
    await poll(() => recording.numbers(1)).toEqual(partsBefore)
    await before.output.abandon()
    const former = await recording.noted(1)
    expect(former?.cycle).toMatchObject({ sequence: 1, from: origin(1) })
    const rig = await recording.open({ format }, { files: before.files })
    await rig.pull(source, undefined, { from: 1, originOf: origin })
    await finish(rig)
    const sentAgain = former?.pieces.filter(
      ({ number }) => number > 1 && rig.written.includes(`${former.cycle.key}#${number}`),
    )
    expect(sentAgain).toEqual([])
    await assertSamePackets(source, [...pathsOf(before), ...pathsOf(rig)])
  },
)

test('what the finished file will be is noted before its head goes out', async () => {
  const recording = await newRecording()
  let ending: unknown = null
  const through = (objects: ObjectStore): ObjectStore => ({
    ...objects,
    putPart: async (key, uploadId, partNumber, body) => {
      if (partNumber === 1) ending = (await recording.noted())?.cycle.ending
      return objects.putPart(key, uploadId, partNumber, body)
    },
  })
  const rig = await recording.open({}, { through })
  await rig.pull(source)
  const file = await finish(rig)
  const { key, bytes, startedAtMs, endedAtMs, durationMs, through: last } = file
  expect(ending).toEqual({ key, bytes, startedAtMs, endedAtMs, durationMs, through: last })
})

describe.each(['m3u8', 'cmaf'] as const)('an %s cycle that is lost', (format) => {
  const sliced = {
    name: format,
    format,
    sliceSeconds: 2,
    slicePattern: '{StreamName}/{UnixTimestamp}_{Sequence}',
  }

  test('has its slices noted, and they do not go up again', async () => {
    const recording = await newRecording()
    const before = await recording.open(sliced)
    await before.pull(small, undefined, { to: 7 })
    await poll(async () => (await recording.noted())?.pieces.length).toBe(3)
    await before.output.abandon()
    const former = await recording.noted()
    const slices = former?.pieces.map(({ slice }) => slice?.key ?? '') ?? []
    expect(former?.pieces.map(({ through }) => through)).toEqual([
      [origin(1)],
      [origin(3)],
      [origin(5)],
    ])
    expect(former?.pieces.map(({ mediaMs }) => Math.round(mediaMs / 100))).toEqual([20, 40, 60])
    for (const key of slices) expect((await before.objects.head(key)).bytes).toBeGreaterThan(0)

    const rig = await recording.open(sliced)
    await rig.pull(small, undefined, { originOf: origin })
    const file = await finish(rig)
    expect(file.slices.slice(0, 3).map(({ key }) => key)).toEqual(slices)
    expect(rig.written.filter((key) => slices.includes(key))).toEqual([])
    await assertSamePackets(small, pathsOf(rig))
  })

  test.each(['goes on elsewhere', 'will go on here'])(
    'and %s has a slice under way, which is noted, and taken away only when nobody will name it',
    async (where) => {
      const recording = await newRecording()
      const carryOut = Promise.withResolvers<void>()
      onTestFinished(() => carryOut.resolve())
      const held: string[] = []
      const through = (objects: ObjectStore): ObjectStore => ({
        ...objects,
        putFile: async (key, path, options) => {
          if (key.includes('_2.')) {
            held.push(key)
            await carryOut.promise
          }
          return objects.putFile(key, path, options)
        },
      })
      const leaseLost = new AbortController()
      const context = { partSizes, signal: leaseLost.signal }
      const before = await recording.open(sliced, { through, context })
      await before.pull(small, undefined, { to: 7 })
      await poll(() => recording.numbers()).toEqual([0, 1])
      await poll(async () => held.length).toBe(1)
      const left = await recording.noted()
      const told = left?.pieces.map(({ slice }) => slice?.key ?? '') ?? []
      expect(left?.cycle.sending).toContain(held[0])
      if (where === 'goes on elsewhere') {
        await recording.takeOver()
        // what it has in storage is in a file, which needs no note
        if (left !== undefined) await store.openCycles.remove(recording.id, left.cycle)
      }
      leaseLost.abort()
      const abandoned = before.output.abandon()
      carryOut.resolve()
      await abandoned
      const stored = await before.objects.list('')
      const slices = stored.map(({ key }) => key).filter((key) => [...told, ...held].includes(key))
      expect(slices).toEqual(where === 'goes on elsewhere' ? told : [...told, ...held])
    },
  )
})

test('a key of a former generation is not given to another file', async () => {
  const recording = await newRecording()
  const objectPattern = '{StreamName}/{EscapedStartTime}'
  const before = await recording.open({ objectPattern })
  await before.pull(small, undefined, { to: 3 })
  const first = await finish(before)
  // the next recorder's clock is behind
  const rig = await recording.open({ objectPattern }, { files: before.files })
  await rig.pull(small, undefined, { from: 3, originOf: origin })
  const second = await finish(rig)
  expect(second.key).not.toBe(first.key)
  await assertSamePackets(small, [...pathsOf(before), ...pathsOf(rig)])
})

/** Refuses what Cloudflare R2 refuses: parts of different sizes before the last. */
const demanding = (objects: ObjectStore): ObjectStore => ({
  ...objects,
  needsEqualParts: true,
  completeUpload: async (key, uploadId, parts) => {
    const sizes = parts.map(({ bytes }) => bytes)
    if (
      sizes.slice(0, -1).some((bytes) => bytes !== partSizes.equal) ||
      (sizes.at(-1) ?? 0) > partSizes.equal
    )
      throw new TapedeckError('STORAGE_FAILED', { detail: `InvalidPart: ${sizes.join(' ')}` })
    return objects.completeUpload(key, uploadId, parts)
  },
})

test.each(['mp4', 'flv'] as const)(
  'a store that wants parts of one size gets them of an %s file',
  async (format) => {
    const recording = await newRecording()
    const rig = await recording.open({ format, objectPattern: inPlace }, { through: demanding })
    await rig.pull(source)
    await poll(async () => (await recording.noted())?.pieces.length).toBeGreaterThanOrEqual(2)
    const noted = await recording.noted()
    expect(noted?.pieces.map(({ bytes }) => bytes)).toEqual(
      noted?.pieces.map(() => partSizes.equal),
    )
    const file = await finish(rig)
    expect(file.bytes).toBeGreaterThan(2 * partSizes.equal)
    // each part went up once, and the first again with the head
    expect(new Set(rig.written).size).toBe(rig.written.length - 1)
    await assertSamePackets(source, pathsOf(rig))
    await assertDecodes(pathsOf(rig)[0] ?? '')
  },
)
