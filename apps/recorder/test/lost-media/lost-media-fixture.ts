import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import {
  type FormatPlan,
  type OutputFormat,
  plainOutput,
  type Recording,
  type RecordingFile,
} from '@tapedeck/domain'
import { type Fragment, FragmentReader, type InitSegment } from '@tapedeck/media'
import { createS3Store, type ObjectStore } from '@tapedeck/object-store'
import { openSpool, type Spool } from '@tapedeck/spool'
import { createStore, type Lease, type Store } from '@tapedeck/store'
import { createLogger, createMetrics } from '@tapedeck/telemetry'
import {
  type RedisServer,
  type S3Server,
  sampleRecording,
  startRedis,
  startS3Server,
} from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { createRecorderMetrics } from '../../src/recorder-metrics.ts'
import type { SessionDeps } from '../../src/session/session-deps.ts'

const run = promisify(execFile)

/** Fragments as a recorder receives them. */
export type Pulled = { init: InitSegment; fragments: Fragment[] }

/** Pulls a file as a recorder would: fragments of a second, each of which begins with a keyframe. */
export const pulled = async (source: string, input: string[] = []): Promise<Pulled> => {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', ...input, '-i', source, '-c', 'copy', '-f', 'mp4'],
      ...['-movflags', 'frag_keyframe+empty_moov+default_base_moof', 'pipe:1'],
    ],
    { encoding: 'buffer', maxBuffer: 256 * 1024 * 1024 },
  )
  const items = [...new FragmentReader().push(stdout)]
  const [first] = items
  if (first?.kind !== 'init') throw new Error('ffmpeg wrote no init segment')
  const fragments = items.flatMap((item) => (item.kind === 'fragment' ? [item.fragment] : []))
  return { init: first.init, fragments }
}

/** A plan with short keys. */
export const planOf = (format: OutputFormat, part: Partial<FormatPlan> = {}): FormatPlan => ({
  ...plainOutput,
  name: format,
  format,
  cycleSeconds: 3600,
  maxBytes: null,
  objectPattern: '{RecordingId}/{Format}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}',
  sliceSeconds: format === 'm3u8' || format === 'cmaf' ? 5 : null,
  slicePattern:
    format === 'm3u8' || format === 'cmaf' ? '{Format}/slices/{UnixTimestamp}_{Sequence}' : null,
  ...part,
})

/** A recorder's surroundings without a recorder: real Redis, S3 and spool. */
export type Surroundings = {
  directory: string
  deps: SessionDeps
  store: Store
  objects: ObjectStore
  spool: Spool
  redis: RedisServer
  s3: S3Server
  /** Creates a recording and takes its lease as somebody else; the lease is free again. */
  recordedBy(
    ownerId: string,
    id: string,
    formats: FormatPlan[],
  ): Promise<{ recording: Recording; lease: Lease }>
  /** Takes the lease under the next generation. */
  takeOver(recordingId: string, ownerId?: string): Promise<Lease>
  files(recordingId: string): Promise<RecordingFile[]>
  eventTypes(recordingId: string): Promise<string[]>
  /** Downloads a file with all its objects; its path. */
  download(file: RecordingFile): Promise<string>
  stop(): Promise<void>
}

export const startSurroundings = async (): Promise<Surroundings> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-lost-'))
  const [redis, s3] = await Promise.all([startRedis(), startS3Server()])
  const store = createStore({ redis: redis.url, clock: Date.now, randomBytes })
  const objects = createS3Store(s3)
  const spool = await openSpool(join(directory, 'spool'))
  const deps = {
    recorderId: 'recorder-1',
    store,
    spool,
    resolveStorage: () => objects,
    limit: pLimit(8),
    storageRetry: { firstDelayMs: 1, maxDelayMs: 20, factor: 2, attempts: 4 },
    storeRetry: { firstDelayMs: 1, maxDelayMs: 20, factor: 2, attempts: 4 },
    leaseTtlMs: 60_000,
    clock: Date.now,
    monotonic: () => performance.now(),
    random: () => 0.5,
    log: createLogger({ app: 'recorder', level: 'silent' }),
    metrics: createRecorderMetrics(createMetrics('recorder')),
  } as unknown as SessionDeps
  const takeOver: Surroundings['takeOver'] = async (recordingId, ownerId = 'recorder-1') => {
    const lease = await store.leases.acquire(recordingId, ownerId, 60_000)
    if (lease === null) throw new Error('the lease was not free')
    return lease
  }
  return {
    directory,
    deps,
    store,
    objects,
    spool,
    redis,
    s3,
    takeOver,
    async recordedBy(ownerId, id, formats) {
      const template = { ...sampleRecording().template, formats }
      const recording = sampleRecording({ id, template, createdAtMs: Date.now() })
      await store.recordings.create(recording, { fingerprint: id, idempotencyKey: null })
      const lease = await takeOver(id, ownerId)
      await store.recordings.transition({ recordingId: id, input: 'taken', lease })
      const patch = { startedAtMs: Date.now() }
      await store.recordings.transition({ recordingId: id, input: 'fragmentArrived', lease, patch })
      const stored = await store.recordings.get(id)
      if (stored === null) throw new Error('the recording was not created')
      return { recording: stored, lease }
    },
    files: async (id) => (await store.recordings.files(id, { cursor: null, limit: 1000 })).items,
    async eventTypes(id) {
      const events = await store.events.list(id, null, 1000)
      return events.map(({ event }) => event.type)
    },
    async download(file) {
      for (const key of [file.key, file.initKey, ...file.slices.map((slice) => slice.key)]) {
        if (key === null) continue
        const path = join(directory, 'down', file.recordingId, key)
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, await objects.get(key))
      }
      return join(directory, 'down', file.recordingId, file.key)
    },
    async stop() {
      objects.close()
      await store.close()
      await redis.stop()
      await s3.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
