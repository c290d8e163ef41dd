import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFilesystemStore, type ObjectStore } from '@tapedeck/object-store'
import type { SpanAttributes } from '@tapedeck/telemetry'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BeginRequest, RequestTrace } from './trace-requests.ts'

type Told = { name: string; attributes: SpanAttributes; hasFailed: boolean }

let directory: string
let told: Told[]
let nowMs: number

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-trace-'))
  told = []
  nowMs = 0
})
afterEach(() => rm(directory, { recursive: true }))

const begin: BeginRequest = (name, attributes) => {
  const span = { name, attributes, hasFailed: false }
  return {
    set: (more) => Object.assign(attributes, more),
    fail: () => {
      span.hasFailed = true
    },
    run: (work) => work(),
    end: () => told.push(span),
    traceparent: undefined,
  }
}

/** A directory as a store whose parts take a while, and fail when a test wants it. */
const watched = (beforePart: (partNumber: number) => void = () => undefined) => {
  const store = createFilesystemStore({ rootDirectory: directory, directory: null })
  const between: ObjectStore = {
    ...store,
    putPart: async (key, uploadId, partNumber, body) => {
      beforePart(partNumber)
      return store.putPart(key, uploadId, partNumber, body)
    },
  }
  const trace = new RequestTrace(begin, () => nowMs)
  return { trace, objects: trace.watch(between, { 'tapedeck.storage.is_backup': true }) }
}

const numbersOf = (name: string) =>
  told
    .filter((span) => span.name === name)
    .map(({ attributes }) => attributes['tapedeck.part.number'])

test('the requests of a file are told with what they carried', async () => {
  const { trace, objects } = watched()
  const { uploadId } = await objects.createUpload('a.mp4', { contentType: 'video/mp4' })
  const part = await objects.putPart('a.mp4', uploadId, 1, Buffer.alloc(9))
  await objects.completeUpload('a.mp4', uploadId, [part])
  await objects.copy('a.mp4', 'b.mp4')
  await objects.put('c.json', Buffer.alloc(3), { contentType: 'application/json' })
  expect(told.map(({ name }) => name)).toEqual([
    'create upload',
    'put part',
    'complete upload',
    'copy object',
    'put object',
  ])
  expect(told[1]?.attributes).toEqual({
    'tapedeck.storage.is_backup': true,
    'tapedeck.part.number': 1,
    'tapedeck.bytes': 9,
    'tapedeck.attempt': 1,
  })
  expect(trace.summary()).toMatchObject({
    'tapedeck.storage.requests': 5,
    'tapedeck.storage.failed': 0,
    'tapedeck.storage.untold': 0,
  })
})

test('of many parts the first are told, and those that were slow or failed with their tries', async () => {
  const failing = new Set([20])
  const { trace, objects } = watched((partNumber) => {
    nowMs += partNumber === 30 ? 5000 : 10
    if (failing.delete(partNumber)) throw new Error('the storage is away')
  })
  const { uploadId } = await objects.createUpload('a.mp4', { contentType: 'video/mp4' })
  const put = (partNumber: number) =>
    objects.putPart('a.mp4', uploadId, partNumber, Buffer.alloc(1))
  for (let partNumber = 1; partNumber <= 40; partNumber++)
    await put(partNumber).catch(() => put(partNumber))
  expect(numbersOf('put part')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 20, 20, 30])
  expect(
    told
      .filter(({ attributes }) => attributes['tapedeck.part.number'] === 20)
      .map(({ attributes, hasFailed }) => [attributes['tapedeck.attempt'], hasFailed]),
  ).toEqual([
    [1, true],
    [2, false],
  ])
  expect(trace.summary()).toEqual({
    'tapedeck.storage.requests': 42,
    'tapedeck.storage.failed': 1,
    'tapedeck.storage.untold': 30,
    'tapedeck.storage.busy_ms': 40 * 10 + 5000,
  })
})

test('an outage is told a bounded number of times, and what comes after it of another kind is', async () => {
  const { trace, objects } = watched((partNumber) => {
    if (partNumber === 2) throw new Error('the storage is away')
  })
  const { uploadId } = await objects.createUpload('a.mp4', { contentType: 'video/mp4' })
  const first = await objects.putPart('a.mp4', uploadId, 1, Buffer.alloc(1))
  for (let tries = 0; tries < 1000; tries++)
    await objects.putPart('a.mp4', uploadId, 2, Buffer.alloc(1)).catch(() => undefined)
  await objects.completeUpload('a.mp4', uploadId, [first])
  expect(numbersOf('put part')).toHaveLength(32)
  expect(told.at(-1)?.name).toBe('complete upload')
  expect(trace.summary()).toMatchObject({ 'tapedeck.storage.failed': 1000 })
})
