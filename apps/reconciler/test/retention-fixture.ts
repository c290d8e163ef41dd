import {
  fileIdOf,
  type Recording,
  type RecordingFile,
  type RecordingTemplate,
} from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { closeRedis, createRedis, indexTime, keys } from '@tapedeck/redis'
import { type Lease, minListedThumbnails, type Store, thumbnailsPerBlock } from '@tapedeck/store'
import { createLogger, createMetrics } from '@tapedeck/telemetry'
import { onTestFinished } from 'vitest'
import { removeDue } from '../src/retention/remove-due.ts'
import type { RetentionDeps } from '../src/retention/retention-deps.ts'
import { createRetentionMetrics } from '../src/retention/retention-metrics.ts'
import { WallClockTrust } from '../src/retention/wall-clock-trust.ts'
import { createOne } from './reconciler-fixture.ts'
import type { World } from './rules-fixture.ts'

export const endMs = 1_800_000_000_000
export const hourMs = 3_600_000

/** A recorder has taken a recording and receives. */
export const record = async (
  store: Store,
  id: string,
  template: RecordingTemplate,
): Promise<{ lease: Lease; recording: Recording }> => {
  // before its files ended, as it is
  const recording = await createOne(store, id, { template, createdAtMs: Date.now() - hourMs })
  const lease = await store.leases.acquire(id, 'recorder-1', 60_000)
  if (lease === null) throw new Error('the lease was not free')
  await store.recordings.transition({ recordingId: id, input: 'taken', lease })
  await store.recordings.transition({ recordingId: id, input: 'fragmentArrived', lease })
  return { lease, recording }
}

export const end = async (store: Store, lease: Lease): Promise<void> => {
  const { recordingId } = lease
  await store.recordings.transition({ recordingId, input: 'stopRequested', lease })
  await store.recordings.transition({ recordingId, input: 'filesStored', lease })
  await store.leases.release(lease)
}

export const fileOf = (lease: Lease, part: Partial<RecordingFile> = {}): RecordingFile => {
  const { format = 'mp4', sequence = 0 } = part
  return {
    id: fileIdOf(lease.recordingId, part.output ?? format, sequence),
    recordingId: lease.recordingId,
    generation: lease.generation,
    format,
    output: format,
    sequence,
    storageType: 's3',
    bucket: 'tapes',
    key: `${lease.recordingId}/${format}-${sequence}`,
    bytes: 5,
    crc32: '00000000',
    durationMs: 1000,
    startedAtMs: endMs - 1000,
    endedAtMs: endMs,
    width: null,
    height: null,
    codecs: [],
    slices: [],
    initKey: null,
    ...part,
  }
}

export const put = async (objects: ObjectStore, keys: string[], body = 'media'): Promise<void> => {
  for (const key of keys) await objects.put(key, Buffer.from(body), { contentType: 'text/plain' })
}

export const store = async ({ store: { recordings } }: World, lease: Lease, file: RecordingFile) =>
  await recordings.addFile(lease, file)

/** Retention over the world, with a wall clock that the test moves. */
export const retaining = (world: World, nowMs = endMs) => {
  const metrics = createMetrics('reconciler')
  onTestFinished(() => metrics.close())
  const around = { nowMs, aheadMs: 0, resolve: (): ObjectStore | null => null }
  const deps: RetentionDeps = {
    store: world.store,
    storage: {
      resolve: (target) => around.resolve() ?? world.storage.resolve(target),
      resolveBackup: (target) => world.storage.resolveBackup(target),
    },
    trust: new WallClockTrust(),
    laterMs: 60_000,
    wallClock: () => around.nowMs,
    serverClock: async () => around.nowMs - around.aheadMs,
    metrics: createRetentionMetrics(metrics, () => world.store.retention.count()),
    log: createLogger({ app: 'reconciler', destination: { write: () => undefined } }),
  }
  const pass = () => removeDue(deps, around.nowMs, new AbortController().signal)
  return { around, deps, pass, metrics, objects: world.storage.resolve(null) }
}

export const keysBelow = async (objects: ObjectStore, id: string): Promise<string[]> =>
  (await objects.list(`${id}/`)).map(({ key }) => key).toSorted()

/** Gives a recording so many pictures, `<id>/t0.jpg` on, that the first are no longer listed; of the others one stays. */
export const makeUnlisted = async ({ redisUrl, store }: World, id: string): Promise<void> => {
  const redis = createRedis(redisUrl, { name: 'test', role: 'command', onError: () => undefined })
  const index = keys.thumbnails(id)
  const picture = (number: number) => ({
    ...{ key: `${id}/t${number}.jpg`, atMs: endMs + number, mediaMs: number },
    ...{ width: 1, height: 1, bytes: 5 },
  })
  const last = minListedThumbnails + thumbnailsPerBlock - 1
  const members = Array.from({ length: last }, (_, number) => {
    const hash = String(number).padStart(32, '0')
    return `${indexTime(endMs + number)}:${hash}:${JSON.stringify(picture(number))}`
  })
  await redis.zadd(index, ...members.flatMap((member) => [0, member]))
  await store.thumbnails.add(id, picture(last))
  await redis.zremrangebyrank(index, 1, -1)
  await closeRedis(redis)
}
