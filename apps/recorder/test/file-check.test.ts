import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordingEvent } from '@tapedeck/contracts'
import {
  type Manifest,
  manifestKeyOf,
  type OutputFormat,
  plainOutput,
  type Recording,
  type RecordingFile,
} from '@tapedeck/domain'
import { createS3Store, type ObjectStore } from '@tapedeck/object-store'
import { createProducer, type Producer } from '@tapedeck/queue'
import { createStore, type Lease, type Store } from '@tapedeck/store'
import { createLogger, createMetrics, type Metrics } from '@tapedeck/telemetry'
import {
  makeSource,
  type RedisServer,
  type S3Server,
  sampleRecording,
  startRedis,
  startS3Server,
} from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FileCheckDeps, FileChecker, startFileChecks } from '../src/file-check/file-checker.ts'
import { createRecorderMetrics } from '../src/recorder-metrics.ts'
import { openOutput } from './output-fixture.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const

let directory: string
let s3: S3Server
let redis: RedisServer
let objects: ObjectStore
let store: Store
let producer: Producer
let metrics: Metrics
let deps: FileCheckDeps
/** Stored files by format with the bytes of their objects, recorded as a recorder does. */
const recorded = new Map<OutputFormat, { file: RecordingFile; bodies: Map<string, Buffer> }>()

const recordFile = async (format: OutputFormat, source: string): Promise<void> => {
  const isSliced = format === 'm3u8' || format === 'cmaf'
  const rig = await openOutput({
    ...plainOutput,
    name: format,
    format,
    cycleSeconds: 60,
    maxBytes: null,
    objectPattern: '{StreamName}/{Format}/{EscapedStartTime}',
    sliceSeconds: isSliced ? 1 : null,
    slicePattern: isSliced ? '{StreamName}/{Format}/{Sequence}' : null,
  })
  try {
    await rig.pull(source)
    rig.output.endCycle()
    await rig.output.settled()
    const [file] = rig.files
    if (file === undefined) throw new Error('nothing was stored')
    const bodies = new Map<string, Buffer>()
    for (const { key } of await rig.objects.list('')) bodies.set(key, await rig.objects.get(key))
    recorded.set(format, { file, bodies })
  } finally {
    await rig.close()
  }
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-check-'))
  const source = await makeSource({ dir: directory, seconds: 3, gopSeconds: 0.5, bFrames: 2 })
  for (const format of formats) await recordFile(format, source)
  s3 = await startS3Server()
  redis = await startRedis()
  objects = createS3Store(s3)
  store = createStore({ redis: redis.url, clock: Date.now, randomBytes })
  producer = createProducer({ redisUrl: redis.url })
  metrics = createMetrics('recorder')
  deps = {
    store,
    resolveStorage: () => objects,
    resolveFile: () => objects,
    limit: pLimit(4),
    storageRetry: { firstDelayMs: 1, maxDelayMs: 10, factor: 2, attempts: 3 },
    pull: { ffmpegPath: 'ffmpeg' } as FileCheckDeps['pull'],
    random: () => 0.5,
    clock: Date.now,
    log: createLogger({ app: 'recorder', level: 'silent' }),
    metrics: createRecorderMetrics(metrics),
  }
})
afterAll(async () => {
  metrics.close()
  await producer.close()
  await store.close()
  objects.close()
  await redis.stop()
  await s3.stop()
  await rm(directory, { recursive: true, force: true })
})

/** The same with another storage. */
const over = (other: ObjectStore): FileCheckDeps => ({
  ...deps,
  resolveStorage: () => other,
  resolveFile: () => other,
})

type Stored = { id: string; lease: Lease; file: RecordingFile; bodies: Map<string, Buffer> }
let count = 0

/** A running recording with a file in storage, under keys of its own. */
const stored = async (
  format: OutputFormat,
  part: Partial<RecordingFile> = {},
  ofRecording: Partial<Recording> = {},
): Promise<Stored> => {
  const known = recorded.get(format)
  if (known === undefined) throw new Error(`nothing was recorded as ${format}`)
  const id = `rec_${count++}`
  const at = (key: string) => `${id}/${key}`
  const bodies = new Map([...known.bodies].map(([key, body]) => [at(key), Buffer.from(body)]))
  for (const [key, body] of bodies) await objects.put(key, body, { contentType: 'video/mp4' })
  const { file } = known
  const recording = sampleRecording({ id, ...ofRecording })
  await store.recordings.create(recording, { fingerprint: id, idempotencyKey: null })
  const lease = await store.leases.acquire(id, 'recorder-1', 60_000)
  if (lease === null) throw new Error('the lease was not free')
  for (const input of ['taken', 'fragmentArrived'] as const)
    await store.recordings.transition({ recordingId: id, input, lease })
  const own: RecordingFile = {
    ...file,
    id: `${id}.${format}.0`,
    recordingId: id,
    storageType: 's3',
    bucket: s3.bucket,
    key: at(file.key),
    initKey: file.initKey === null ? null : at(file.initKey),
    slices: file.slices.map((slice) => ({ ...slice, key: at(slice.key) })),
    ...part,
  }
  await store.recordings.addFile(lease, own)
  return { id, lease, file: own, bodies }
}

const check = async ({ id, file }: Stored, checker = new FileChecker(deps)) => {
  const outcome = await checker.check(
    { recordingId: id, fileId: file.id },
    { isLastAttempt: false },
  )
  return { outcome, check: (await store.recordings.file(id, file.id))?.check ?? null }
}

const degradedEvents = async (id: string): Promise<RecordingEvent[]> =>
  (await store.events.list(id, null, 100))
    .map(({ event }) => event)
    .filter(({ type }) => type === 'recording.degraded')

/** The key of the bytes that the checks damage: the object, or the second slice. */
const mediaKey = ({ file }: Stored): string => file.slices[1]?.key ?? file.key

const put = (key: string, body: Buffer) => objects.put(key, body, { contentType: 'video/mp4' })
const bodyOf = ({ bodies }: Stored, key: string): Buffer => bodies.get(key) ?? Buffer.alloc(0)

describe.each(formats)('a %s file', (format) => {
  test('that is as it was stored is found good', async () => {
    const one = await stored(format)
    const before = Date.now()
    const { outcome, check: found } = await check(one)
    expect(outcome).toBeUndefined()
    expect(found).toMatchObject({ outcome: 'ok', detail: null })
    expect(found?.checkedAtMs).toBeGreaterThanOrEqual(before)
    expect(await degradedEvents(one.id)).toEqual([])
    // the rest of its record stays
    expect(await store.recordings.file(one.id, one.file.id)).toMatchObject(one.file)
  })

  test('with one byte flipped in storage is found damaged, and told of once', async () => {
    const one = await stored(format)
    const key = mediaKey(one)
    const body = Buffer.from(bodyOf(one, key))
    const middle = Math.floor(body.length * 0.6)
    body.writeUInt8((body[middle] ?? 0) ^ 0x10, middle)
    await put(key, body)
    const { check: found } = await check(one)
    expect(found?.outcome).toBe('damaged')
    expect(found?.detail).toMatch(new RegExp(`CRC-32 .* was ${one.file.crc32} when`))
    await check(one)
    const told = await degradedEvents(one.id)
    expect(told.map(({ data }) => data.degraded?.cause)).toEqual(['file_damaged'])
    expect(told[0]?.data.degraded?.detail).toContain(one.file.id)
    expect((await store.recordings.get(one.id))?.degradations).toMatchObject([
      { cause: 'file_damaged', count: 1 },
    ])
  })

  test('that lost its end in storage is found damaged', async () => {
    const one = await stored(format)
    const key = mediaKey(one)
    const body = bodyOf(one, key)
    await put(key, body.subarray(0, body.length - 1000))
    const { check: found } = await check(one)
    expect(found?.outcome).toBe('damaged')
    expect(found?.detail).toContain(
      `"${key}" has ${body.length - 1000} bytes, ${body.length} were stored.`,
    )
  })

  test('that is gone from storage is found damaged', async () => {
    const one = await stored(format)
    await objects.remove([mediaKey(one)])
    const { check: found } = await check(one)
    expect(found?.outcome).toBe('damaged')
    expect(found?.detail).toContain('is not in the storage')
  })
})

test.each(['m3u8', 'cmaf'] as const)(
  'a %s file without its playlist is damaged',
  async (format) => {
    const one = await stored(format)
    await objects.remove([one.file.key])
    const { check: found } = await check(one)
    expect(found).toMatchObject({
      outcome: 'damaged',
      detail: `The playlist "${one.file.key}" is not in the storage.`,
    })
  },
)

test('a cmaf file without its init segment is damaged', async () => {
  const one = await stored('cmaf')
  await objects.remove([one.file.initKey ?? ''])
  const { check: found } = await check(one)
  expect(found?.outcome).toBe('damaged')
  expect(found?.detail).toContain(`"${one.file.initKey}" is not in the storage.`)
})

test('bytes that were stored so and do not decode are found damaged, and said to be as stored', async () => {
  const one = await stored('flv')
  const body = Buffer.from(bodyOf(one, one.file.key))
  body.fill(0x5a, Math.floor(body.length / 2), Math.floor(body.length / 2) + 5000)
  await put(one.file.key, body)
  const { crc32 } = await import('node:zlib')
  const crc = crc32(body).toString(16).padStart(8, '0')
  await store.recordings.updateFile({ ...one.file, crc32: crc })
  const { check: found } = await check(one)
  expect(found?.outcome).toBe('damaged')
  expect(found?.detail).toMatch(/^Its bytes are those that were stored, but they do not decode: /)
})

test('a salvaged file may be cut off in its last fragment', async () => {
  const { crc32 } = await import('node:zlib')
  const whole = recorded.get('flv')
  const body = (whole?.bodies.get(whole.file.key) ?? Buffer.alloc(0)).subarray(0, -1500)
  const crc = crc32(body).toString(16).padStart(8, '0')
  const one = await stored('flv', { isSalvaged: true, bytes: body.length, crc32: crc })
  await put(one.file.key, body)
  expect((await check(one)).check?.outcome).toBe('ok')
  expect(await degradedEvents(one.id)).toEqual([])
})

describe('a file that is missing because its time is over', () => {
  /** Its time is over in so many milliseconds. */
  const endingIn = (leftMs: number): Promise<Stored> =>
    stored(
      'mp4',
      { endedAtMs: Date.now() + leftMs - 3_600_000 },
      { template: { ...sampleRecording({}).template, retentionSeconds: 3600 } },
    )

  test.each([
    ['a moment ago', -1000],
    ['in a moment, by our clock', 5000],
  ])('%s is not damaged: who removes it writes that down later', async (_, leftMs) => {
    const one = await endingIn(leftMs)
    await objects.remove([one.file.key])
    expect(await check(one)).toEqual({ outcome: undefined, check: null })
    expect(await degradedEvents(one.id)).toEqual([])
  })

  test('is not read once its record says so', async () => {
    const one = await endingIn(3_600_000)
    await store.recordings.updateFile({ ...one.file, removedAtMs: Date.now() })
    const closed = createS3Store({ ...s3, endpoint: 'http://127.0.0.1:1' })
    const found = await check(one, new FileChecker(over(closed)))
    closed.close()
    expect(found).toEqual({ outcome: undefined, check: null })
  })

  test('is damaged an hour before that', async () => {
    const one = await endingIn(3_600_000)
    await objects.remove([one.file.key])
    expect((await check(one)).check?.outcome).toBe('damaged')
  })
})

test('a file whose recording was deleted is no error', async () => {
  const checker = new FileChecker(deps)
  const job = { recordingId: 'nobody', fileId: 'nobody.mp4.0' }
  expect(await checker.check(job, { isLastAttempt: false })).toBeUndefined()
  const one = await stored('mp4')
  const other = { recordingId: one.id, fileId: `${one.id}.mp4.7` }
  expect(await checker.check(other, { isLastAttempt: false })).toBeUndefined()
})

test('a storage that cannot be reached says nothing of the file: the check is tried again', async () => {
  const one = await stored('mp4')
  const away = createS3Store({ ...s3, endpoint: 'http://127.0.0.1:1' })
  const { outcome, check: found } = await check(one, new FileChecker(over(away)))
  away.close()
  expect(outcome).toMatchObject({ outcome: 'attemptFailed' })
  expect(found).toBeNull()
})

test('a file that was moved while it was read is checked again where it is', async () => {
  const one = await stored('mp4')
  let isMoved = false
  const moving: ObjectStore = {
    ...objects,
    get: async (key, range) => {
      if (!isMoved) await store.recordings.updateFile({ ...one.file, isInBackup: true })
      isMoved = true
      return objects.get(key, range)
    },
  }
  const { outcome, check: found } = await check(one, new FileChecker(over(moving)))
  expect(outcome).toMatchObject({ outcome: 'retryLater' })
  expect(found).toBeNull()
})

test('a recorder that ends leaves its check to another one', async () => {
  const one = await stored('mp4')
  const started = Promise.withResolvers<void>()
  const pausing: ObjectStore = {
    ...objects,
    get: async (key, range) => {
      started.resolve()
      await ended.promise
      return objects.get(key, range)
    },
  }
  const ended = Promise.withResolvers<void>()
  const checker = new FileChecker(over(pausing))
  const running = check(one, checker)
  await started.promise
  checker.end()
  ended.resolve()
  expect(await running).toEqual({
    outcome: expect.objectContaining({ outcome: 'retryLater' }),
    check: null,
  })
})

test('checks of the queue are made, one at a time, and the stored manifest follows', async () => {
  const all = [await stored('mp4'), await stored('cmaf'), await stored('flv')]
  const [final] = all
  if (final === undefined) throw new Error('nothing is stored')
  for (const input of ['stopRequested', 'filesStored'] as const)
    await store.recordings.transition({ recordingId: final.id, input, lease: final.lease })
  let reading = 0
  let most = 0
  const counted: ObjectStore = {
    ...objects,
    get: async (key, range) => {
      reading += 1
      most = Math.max(most, reading)
      const bytes = await objects.get(key, range)
      reading -= 1
      return bytes
    },
  }
  const checks = startFileChecks(over(counted), {
    redisUrl: redis.url,
    onError: () => undefined,
  })
  try {
    for (const { id, file } of all) await producer.check.add({ recordingId: id, fileId: file.id })
    const outcomes = () =>
      Promise.all(
        all.map(async ({ id, file }) => (await store.recordings.file(id, file.id))?.check?.outcome),
      )
    await expect.poll(outcomes, { timeout: 60_000 }).toEqual(['ok', 'ok', 'ok'])
    expect(most).toBe(1)
    const key = manifestKeyOf(final.id, final.file.key)
    await expect
      .poll(async () => {
        const body = await objects.get(key).catch(() => null)
        return body === null ? null : (JSON.parse(body.toString()) as Manifest).files[0]?.check
      })
      .toMatchObject({ outcome: 'ok' })
  } finally {
    await checks.stop()
  }
})
