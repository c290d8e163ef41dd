import { fileIdOf, type RecordingFile, type StorageTarget } from '@tapedeck/domain'
import { createStorageResolver } from '@tapedeck/object-store'
import { closeRedis, createRedis, keys, nameMember } from '@tapedeck/redis'
import { createLogger, createMetrics } from '@tapedeck/telemetry'
import type { S3Server } from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { describe, expect, onTestFinished } from 'vitest'
import { FirstSeen } from '../src/janitor/first-seen.ts'
import { createJanitorMetrics } from '../src/janitor/janitor-metrics.ts'
import { StorageTargets } from '../src/janitor/storage-targets.ts'
import { sweepStaging } from '../src/janitor/sweep-staging.ts'
import { TryLater } from '../src/janitor/try-later.ts'
import { removeDue } from '../src/retention/remove-due.ts'
import { createRetentionMetrics } from '../src/retention/retention-metrics.ts'
import { WallClockTrust } from '../src/retention/wall-clock-trust.ts'
import { createOne } from './reconciler-fixture.ts'
import {
  aTemplate,
  createDomain,
  createRule,
  output,
  publicationOf,
  rulesTest,
  streamNamed,
  type World,
} from './rules-fixture.ts'

const text = { contentType: 'text/plain' }
const endMs = 1_800_000_000_000
const signal = new AbortController().signal
const log = createLogger({ app: 'reconciler', destination: { write: () => undefined } })

/** Registers the server of the test under a name; targets that name it. */
const register = async ({ store }: World, s3: S3Server): Promise<StorageTarget> => {
  const { endpoint, region, forcePathStyle, accessKeyId, secretAccessKey, bucket } = s3
  await store.storages.create({
    ...{ name: 'studio', endpoint, region, forcePathStyle, accessKeyId, secretAccessKey, bucket },
    aliases: [],
  })
  return { type: 's3', bucket: null, storage: 'studio' }
}

/** Takes the storage away under those who name it, as a Redis that lost writes does. */
const forgetStorage = async ({ redisUrl }: World): Promise<void> => {
  const redis = createRedis(redisUrl, { name: 'test', role: 'command', onError: () => undefined })
  onTestFinished(() => closeRedis(redis))
  await redis.del(keys.storage('studio'))
  await redis.zrem(keys.storages, nameMember('studio'))
}

const metricsOf = () => {
  const metrics = createMetrics('reconciler')
  onTestFinished(() => metrics.close())
  return metrics
}

describe('a registered storage', () => {
  rulesTest(
    'is known to a rule as soon as it is registered, by its bucket',
    async ({ world, s3 }) => {
      await createDomain(world.store)
      const storage = await register(world, s3)
      const archive = { type: 's3', bucket: 'archive', storage: 'studio' } as const
      const formats = [output(), output({ name: 'second', storage: archive })]
      await createRule(world.store, 'rule', { template: aTemplate({ storage, formats }) })
      await world.control.publish(streamNamed('rule'), publicationOf('p1'))
      const stream = await world.store.streams.get(streamNamed('rule'))
      const [driven] = stream?.recordings ?? []
      const recording = await world.store.recordings.get(driven?.recordingId ?? '')
      expect(recording?.storage).toEqual({ type: 's3', bucket: s3.bucket, storage: 'studio' })
      expect(recording?.template.formats[1]?.storage).toEqual(archive)
    },
  )

  rulesTest('that is lost is told as refused', async ({ world, s3 }) => {
    await createDomain(world.store)
    const storage = await register(world, s3)
    await createRule(world.store, 'refused', { template: aTemplate({ storage }) })
    await forgetStorage(world)
    await world.control.publish(streamNamed('refused'), publicationOf('p1'))
    const stream = await world.store.streams.get(streamNamed('refused'))
    expect(stream?.recordings).toEqual([])
    expect(stream?.skip).toMatchObject({
      reason: 'storage_refused',
      detail: 'There is no storage of the name "studio".',
    })
  })

  rulesTest('is rid of files whose time is over, and held until then', async ({ world, s3 }) => {
    const { store } = world
    await register(world, s3)
    const storage = { type: 's3', bucket: s3.bucket, storage: 'studio' } as const
    const template = aTemplate({ retentionSeconds: 60 })
    await createOne(store, 'kept', { template, storage })
    const lease = await store.leases.acquire('kept', 'recorder-1', 60_000)
    if (lease === null) throw new Error('the lease was not free')
    const file: RecordingFile = {
      ...{ id: fileIdOf('kept', 'mp4', 0), recordingId: 'kept', generation: lease.generation },
      ...{ format: 'mp4', output: 'mp4', sequence: 0, key: 'kept/0.mp4', bytes: 5 },
      ...{ storageType: 's3', bucket: s3.bucket, storageName: 'studio', crc32: '00000000' },
      ...{ durationMs: 1000, startedAtMs: endMs - 1000, endedAtMs: endMs, initKey: null },
      ...{ width: null, height: null, codecs: [], slices: [] },
    }
    const objects = world.storage.resolve(storage)
    await objects.put(file.key, Buffer.from('media'), text)
    for (const input of ['taken', 'fragmentArrived'] as const)
      await store.recordings.transition({ recordingId: 'kept', input, lease })
    await store.recordings.addFile(lease, file)
    for (const input of ['stopRequested', 'filesStored'] as const)
      await store.recordings.transition({ recordingId: 'kept', input, lease })
    expect(await store.storages.remove('studio')).toBe('in_use')
    let nowMs = endMs + 60_000
    const deps = {
      ...{ store, storage: world.storage, trust: new WallClockTrust(), laterMs: 60_000, log },
      wallClock: () => nowMs,
      serverClock: async () => nowMs,
      metrics: createRetentionMetrics(metricsOf(), () => store.retention.count()),
    }
    await removeDue(deps, nowMs, signal)
    expect((await objects.list('kept/')).map(({ key }) => key)).toEqual([])
    nowMs += 120_000
    await removeDue(deps, nowMs, signal)
    expect(await store.recordings.get('kept')).toBeNull()
    expect(await store.storages.remove('studio')).toBe('removed')
  })

  rulesTest('is cleared of what lost recorders left in staging', async ({ world, s3 }) => {
    const { store } = world
    await register(world, s3)
    const studio = createStorageResolver({
      ...{ s3: null, filesystem: null, default: 's3' },
      registry: store.storages,
    })
    onTestFinished(() => studio.close())
    const targets = new StorageTargets()
    targets.noteAll(['studio', 'removed'].map((storage) => ({ ...target(s3), storage })))
    const objects = studio.resolve({ ...target(s3), storage: 'studio' })
    const key = 'tapedeck-staging/rec_gone/1/mp4-0.mp4'
    await objects.put(key, Buffer.from('left'), text)
    let nowMs = 0
    const deps = {
      ...{ store, targets, log, signal, random: () => 0, clock: () => nowMs },
      resolveStorage: (wanted: StorageTarget | null) => studio.resolve(wanted),
      knowStorage: studio.know,
      limits: { cycleAgeMs: 1, stagingAgeMs: 1, unseenStagingAgeMs: 1000 },
      ...{ cyclesSeen: new FirstSeen(), stagingSeen: new FirstSeen(), limit: pLimit(2) },
      tryLater: new TryLater(retry, () => 1),
      storageRetry: retry,
      metrics: createJanitorMetrics(metricsOf()),
    }
    await sweepStaging(deps, signal)
    expect(await objects.list(key)).toHaveLength(1)
    nowMs += 1000
    await sweepStaging(deps, signal)
    expect(await objects.list(key)).toEqual([])
    // one that is not registered any more is not looked for again
    expect(targets.all()).toEqual([null, { ...target(s3), storage: 'studio' }])
  })
})

const target = ({ bucket }: S3Server) => ({ type: 's3', bucket }) as const
const retry = { firstDelayMs: 1, maxDelayMs: 1, factor: 1, attempts: 2 }
