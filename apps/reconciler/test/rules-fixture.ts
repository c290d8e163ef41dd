import { randomBytes } from 'node:crypto'
import { controlPortsOf, createStreamControl, type StreamControl } from '@tapedeck/control'
import {
  type FormatPlan,
  type Publication,
  plainOutput,
  plainTemplate,
  type RecordingRule,
  type RecordingTemplate,
  type StreamDomain,
  type StreamName,
} from '@tapedeck/domain'
import { createStorageResolver, type StorageResolver } from '@tapedeck/object-store'
import type { Producer } from '@tapedeck/queue'
import { createStore, type Store } from '@tapedeck/store'
import { createLogger, createMetrics, type Metrics, Releasers } from '@tapedeck/telemetry'
import { type S3Server, startS3Server } from '@tapedeck/testkit'
import { onTestFinished } from 'vitest'
import {
  defaultStreamTiming,
  type StreamTiming,
  startStreams,
} from '../src/streams/start-streams.ts'
import { reconcilerTest } from './reconciler-fixture.ts'

export const output = (part: Partial<FormatPlan> = {}): FormatPlan => ({
  ...plainOutput,
  name: part.format ?? 'mp4',
  format: 'mp4',
  cycleSeconds: 60,
  maxBytes: null,
  objectPattern: '{RecordingId}/{Output}/{Sequence}_{EscapedStartTime}',
  sliceSeconds: null,
  slicePattern: null,
  ...part,
})

export const aTemplate = (part: Partial<RecordingTemplate> = {}): RecordingTemplate => ({
  ...plainTemplate,
  name: 'sample',
  formats: [output()],
  waitSeconds: 180,
  mergeWindowSeconds: 180,
  storage: null,
  notifyUrl: null,
  ...part,
})

export const domainName = 'live.example.org'

export const streamNamed = (stream: string): StreamName => ({
  domain: domainName,
  app: 'live',
  stream,
})

export const publicationOf = (id: string, part: Partial<Publication> = {}): Publication => ({
  id,
  sourceId: null,
  publishedAtMs: Date.now(),
  codec: null,
  videoKbps: null,
  args: {},
  ...part,
})

export const createDomain = async (store: Store, part: Partial<StreamDomain> = {}) =>
  await store.domains.create({
    name: domainName,
    pullUrlPattern: 'rtmp://127.0.0.1/{app}/{stream}',
    renditions: 'pull',
    onDemand: null,
    notifyUrl: null,
    ...part,
  })

export const createRule = async (
  store: Store,
  stream: string | null,
  part: Partial<RecordingRule> = {},
): Promise<void> => {
  const written = await store.rules.create({
    pattern: { domain: domainName, app: 'live', stream },
    mode: 'automatic',
    templateId: null,
    template: aTemplate(),
    window: { startMs: null, endMs: null },
    delaySeconds: null,
    onDemand: null,
    isEnabled: true,
    ...part,
  })
  if (written.outcome !== 'written') throw new Error(written.outcome)
}

export type World = {
  store: Store
  producer: Producer
  storage: StorageResolver
  control: StreamControl
  redisUrl: string
}

/** Starts the clock of rules of one reconciler; it ends with the test, or before. */
export const startClock = (
  { redisUrl, store, producer, storage }: World,
  options: { timing?: Partial<StreamTiming>; allowPrivate?: boolean } = {},
): { metrics: Metrics; stop: () => Promise<void> } => {
  const log = createLogger({ app: 'reconciler', destination: { write: () => undefined } })
  const metrics = createMetrics('reconciler')
  const releasers = new Releasers(log)
  const timing = { ...defaultStreamTiming, ...options.timing }
  const { allowPrivate = true } = options
  const parts = { redisUrl, store, producer, storage, allowPrivate, drainMs: 5000, log }
  startStreams({ ...parts, metrics, timing }, releasers)
  const stop = async () => {
    await releasers.releaseAll()
    metrics.close()
  }
  onTestFinished(stop)
  return { metrics, stop }
}

const secret = (value: string) => value

/** Everything that rules need, on a Redis and an S3 server per file. */
export const rulesTest = reconcilerTest
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameters
  .extend('s3', { scope: 'file' }, async ({}, { onCleanup }): Promise<S3Server> => {
    const s3 = await startS3Server()
    onCleanup(() => s3.stop())
    return s3
  })
  .extend('storage', async ({ s3, store }, { onCleanup }): Promise<StorageResolver> => {
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
      registry: store.storages,
    })
    onCleanup(() => storage.close())
    return storage
  })
  .extend('world', async ({ store, producer, storage, redisUrl }): Promise<World> => {
    const log = { info: () => undefined, warn: () => undefined }
    const ports = controlPortsOf({
      store,
      producer,
      storage: (target) => storage.resolve(target),
      knowStorage: storage.know,
      clock: Date.now,
      log,
    })
    return { store, producer, storage, control: createStreamControl(ports), redisUrl }
  })

/** A store of its own, whose clock the test moves. */
export const storeWithClock = (redisUrl: string, clock: () => number): Store => {
  const store = createStore({ redis: redisUrl, clock, randomBytes })
  onTestFinished(() => store.close())
  return store
}
