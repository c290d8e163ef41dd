import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import {
  type FormatPlan,
  type OpenCycle,
  type OpenCyclePiece,
  plainOutput,
  plainTemplate,
  type Recording,
} from '@tapedeck/domain'
import { createStorageResolver, type ObjectStore } from '@tapedeck/object-store'
import type { Lease, Store } from '@tapedeck/store'
import { createLogger, createMetrics } from '@tapedeck/telemetry'
import { type S3Server, startS3Server } from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { FirstSeen } from '../src/janitor/first-seen.ts'
import type { JanitorDeps } from '../src/janitor/janitor-deps.ts'
import { createJanitorMetrics } from '../src/janitor/janitor-metrics.ts'
import { StorageTargets } from '../src/janitor/storage-targets.ts'
import { TryLater } from '../src/janitor/try-later.ts'
import { createOne, reconcilerTest } from './reconciler-fixture.ts'

/** Smallest part that S3 takes, except for the last. */
const partBytes = 5 * 1024 * 1024

/** A janitor's surroundings with a clock that the test moves. */
export type JanitorSurroundings = {
  deps: JanitorDeps
  objects: ObjectStore
  nowMs: number
  /** The value of a counter with this label. */
  counted(action: string): Promise<number>
}

export const planOf = (
  format: FormatPlan['format'],
  part: Partial<FormatPlan> = {},
): FormatPlan => ({
  ...plainOutput,
  name: format,
  format,
  cycleSeconds: 60,
  maxBytes: null,
  objectPattern: `{RecordingId}/${format}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}`,
  sliceSeconds: format === 'mp4' || format === 'flv' ? null : 5,
  slicePattern: null,
  ...part,
})

/** A recorder has taken a recording with an mp4 and an m3u8 output, and receives. */
export const recordOne = async (
  store: Store,
  id: string,
  formats = [planOf('mp4'), planOf('m3u8')],
): Promise<{ lease: Lease; recording: Recording }> => {
  const template = {
    ...plainTemplate,
    name: 'sample',
    formats,
    waitSeconds: 180,
    mergeWindowSeconds: 180,
    storage: null,
    notifyUrl: null,
  }
  const recording = await createOne(store, id, { template })
  const lease = await store.leases.acquire(id, 'recorder-1', 60_000)
  if (lease === null) throw new Error('the lease was not free')
  await store.recordings.transition({ recordingId: id, input: 'taken', lease })
  await store.recordings.transition({ recordingId: id, input: 'fragmentArrived', lease })
  return { lease, recording }
}

/** The recording fails, as the reconciler ends one whose recorder was lost. */
export const loseRecorder = async (store: Store, lease: Lease): Promise<void> => {
  const patch = { reason: 'recorder_lost' } as const
  const write = { recordingId: lease.recordingId, input: 'faulted', lease, patch } as const
  await store.recordings.transition(write)
  await store.leases.release(lease)
}

const crcHex = (bytes: Buffer): string => crc32(bytes).toString(16).padStart(8, '0')

export const cycleOf = (lease: Lease, fields: Partial<OpenCycle> = {}): OpenCycle => ({
  output: fields.format ?? 'mp4',
  format: 'mp4',
  sequence: 0,
  generation: lease.generation,
  storage: { type: 's3', bucket: null },
  key: `tapedeck-staging/${lease.recordingId}/${lease.generation}/mp4-0.mp4`,
  contentType: 'video/mp4',
  uploadId: null,
  initKey: null,
  startedAtMs: 1_800_000_000_000,
  from: { generation: lease.generation, sequence: 0 },
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f'],
  ...fields,
})

/** Sends parts of a file that records, and tells of them. The last whole fragment ends 1000 bytes before the end. */
export const leaveUpload = async (
  store: Store,
  objects: ObjectStore,
  lease: Lease,
  { parts, cycle: fields = {} }: { parts: number; cycle?: Partial<OpenCycle> },
): Promise<{ cycle: OpenCycle; body: Buffer }> => {
  const { key, contentType } = cycleOf(lease, fields)
  const { uploadId } = await objects.createUpload(key, { contentType })
  const cycle = cycleOf(lease, { ...fields, uploadId })
  await store.openCycles.put(lease, cycle)
  const body = randomBytes(partBytes * parts)
  for (let number = 1; number <= parts; number++) {
    const bytes = body.subarray((number - 1) * partBytes, number * partBytes)
    const { etag } = await objects.putPart(key, uploadId, number, bytes)
    const piece: OpenCyclePiece = {
      number,
      bytes: bytes.length,
      crc32: crcHex(bytes),
      etag,
      slice: null,
      wholeBytes: number * partBytes - 1000,
      mediaMs: number * 10_000,
      through: [{ generation: lease.generation, sequence: number * 5 }],
    }
    await store.openCycles.addPiece(lease, cycle, piece)
  }
  return { cycle, body: body.subarray(0, Math.max(0, body.length - 1000)) }
}

/** Stores slices and a live playlist of a cycle that records, and tells of them. */
export const leaveSlices = async (
  store: Store,
  objects: ObjectStore,
  lease: Lease,
  { slices, skipped = [] }: { slices: number; skipped?: number[] },
): Promise<{ cycle: OpenCycle; keys: string[] }> => {
  const id = lease.recordingId
  const key = `tapedeck-staging/${id}/${lease.generation}/m3u8-0.m3u8`
  const cycle = cycleOf(lease, { format: 'm3u8', key, contentType: 'audio/mpegurl' })
  await objects.put(key, Buffer.from('#EXTM3U'), { contentType: cycle.contentType })
  await store.openCycles.put(lease, cycle)
  const keys = Array.from({ length: slices }, (_, number) => `${id}/slices/${number}.ts`)
  for (const [number, sliceKey] of keys.entries()) {
    if (skipped.includes(number)) continue
    const bytes = Buffer.from(`slice ${number}`)
    await objects.put(sliceKey, bytes, { contentType: 'video/mp2t' })
    const slice = {
      key: sliceKey,
      sequence: number,
      bytes: bytes.length,
      durationMs: 5000,
      startedAtMs: cycle.startedAtMs + number * 5000,
      discontinuity: false,
    }
    const piece: OpenCyclePiece = {
      number,
      bytes: bytes.length,
      crc32: crcHex(bytes),
      etag: null,
      slice,
      wholeBytes: null,
      mediaMs: (number + 1) * 5000,
      through: [{ generation: lease.generation, sequence: number }],
    }
    await store.openCycles.addPiece(lease, cycle, piece)
  }
  return { cycle, keys }
}

const secret = (value: string) => value

/** A real S3 server per file; a janitor over it per test. Ids of recordings must differ within a file. */
export const janitorTest = reconcilerTest
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameters
  .extend('s3', { scope: 'file' }, async ({}, { onCleanup }): Promise<S3Server> => {
    const s3 = await startS3Server()
    onCleanup(() => s3.stop())
    return s3
  })
  .extend('janitor', async ({ s3, store }, { onCleanup }): Promise<JanitorSurroundings> => {
    const { kind: _, stop: __, ...place } = s3
    const storage = createStorageResolver({
      default: 's3',
      s3: {
        ...place,
        accessKeyId: secret(s3.accessKeyId),
        secretAccessKey: secret(s3.secretAccessKey),
        credentialsFile: undefined,
      },
      filesystem: null,
    })
    const metrics = createMetrics('reconciler')
    onCleanup(() => {
      storage.close()
      metrics.close()
    })
    const surroundings: JanitorSurroundings = {
      nowMs: 0,
      objects: storage.resolve(null),
      counted: async (action) => {
        const text = await metrics.render()
        return Number(new RegExp(`actions_total\\{action="${action}".*\\} (\\d+)`).exec(text)?.[1])
      },
      deps: {
        store,
        resolveStorage: (target) => storage.resolve(target),
        targets: new StorageTargets(),
        limits: { cycleAgeMs: 1000, stagingAgeMs: 10_000, unseenStagingAgeMs: 100_000 },
        cyclesSeen: new FirstSeen(),
        stagingSeen: new FirstSeen(),
        tryLater: new TryLater(
          { firstDelayMs: 1000, maxDelayMs: 60_000, factor: 2, attempts: 1 },
          () => 1,
        ),
        limit: pLimit(2),
        storageRetry: { firstDelayMs: 1, maxDelayMs: 1, factor: 1, attempts: 2 },
        random: () => 0,
        clock: () => surroundings.nowMs,
        metrics: createJanitorMetrics(metrics),
        log: createLogger({ app: 'reconciler', destination: { write: () => undefined } }),
      },
    }
    return surroundings
  })
