import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FormatPlan, Recording, RecordingFile } from '@tapedeck/domain'
import {
  createStorageResolver,
  type ObjectStore,
  type StorageResolver,
} from '@tapedeck/object-store'
import { createStore, type Lease, type Store } from '@tapedeck/store'
import { createLogger, createMetrics } from '@tapedeck/telemetry'
import {
  type FaultProxy,
  type S3Server,
  sampleRecording,
  startFaultProxy,
  startRedis,
  startS3Server,
} from '@tapedeck/testkit'
import pLimit from 'p-limit'
import { BackupReturn, createBackupReturnMetrics } from '../src/backup-return/backup-return.ts'
import { objectKeysOf } from '../src/backup-return/move-file.ts'
import { createRecorderMetrics } from '../src/recorder-metrics.ts'
import { storeManifest } from '../src/session/manifest-store.ts'
import { outputStorageOf } from '../src/session/output-storage.ts'
import type { SessionDeps } from '../src/session/session-deps.ts'
import { type OutputRig, openOutput } from './output-fixture.ts'

/** How long the first storage must fail in these tests. */
export const afterMs = 300

/** A real S3 server behind a proxy as the first storage, a directory as its backup, and Redis. */
export type BackupWorld = {
  directory: string
  backupDirectory: string
  server: S3Server
  proxy: FaultProxy
  /** The first storage, not through the proxy. */
  direct: ObjectStore
  storage: StorageResolver
  store: Store
  deps: SessionDeps
  /** @param formats the outputs of its template; those of a sample when absent */
  startRecording(
    id: string,
    formats?: FormatPlan[],
  ): Promise<{ recording: Recording; lease: Lease }>
  openRig(plan: FormatPlan, recording: Recording, lease: Lease): Promise<OutputRig>
  /** @param around what it sees of the storage that it moves files back to */
  openReturn(
    recorderId?: string,
    clock?: () => number,
    around?: (own: ObjectStore) => ObjectStore,
  ): BackupReturn
  /** Writes every object of a file below the directory of the test; the path of the file. */
  download(from: ObjectStore, file: RecordingFile): Promise<string>
  stop(): Promise<void>
}

const log = createLogger({ app: 'recorder', level: 'silent' })

const depsOf = (store: Store, storage: StorageResolver): SessionDeps => {
  const root = storage.backup
  if (root === null) throw new Error('no backup')
  const deps: Partial<SessionDeps> = {
    recorderId: 'recorder-1',
    store,
    resolveStorage: storage.resolve,
    resolveFile: storage.resolveFile,
    storageHealth: storage.health,
    backup: {
      ...{ root, health: storage.backupHealth, limit: pLimit(4), afterMs },
      resolve: (target) => storage.resolveBackup(target) ?? root,
    },
    limit: pLimit(4),
    storageRetry: { firstDelayMs: 20, maxDelayMs: 50, factor: 2, attempts: 1000 },
    clock: Date.now,
    monotonic: () => performance.now(),
    random: Math.random,
    log,
    metrics: createRecorderMetrics(createMetrics('recorder')),
  }
  return deps as SessionDeps
}

const downloadInto: (
  directory: string,
  ...of: Parameters<BackupWorld['download']>
) => Promise<string> = async (directory, from, file) => {
  const to = await mkdtemp(join(directory, 'down-'))
  for (const key of objectKeysOf(file)) {
    await mkdir(dirname(join(to, key)), { recursive: true })
    await writeFile(join(to, key), await from.get(key))
  }
  return join(to, file.key)
}

/** Starts everything; `stop` ends it. */
export const startBackupWorld = async (): Promise<BackupWorld> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-backup-'))
  const backupDirectory = join(directory, 'backup')
  await mkdir(backupDirectory)
  const [server, redis] = await Promise.all([startS3Server(), startRedis()])
  const proxy = await startFaultProxy(server.endpoint)
  const s3 = { ...server, endpoint: proxy.endpoint, attempts: 1, idleTimeoutMs: 2000 }
  const open = (options: Partial<Parameters<typeof createStorageResolver>[0]>) =>
    createStorageResolver({ s3, filesystem: null, default: 's3', ...options })
  const storage = open({ backup: { rootDirectory: backupDirectory } })
  const plain = open({ s3: server })
  const direct = plain.resolve(null)
  const store = createStore({ redis: redis.url, clock: Date.now, randomBytes })
  const deps = depsOf(store, storage)
  return {
    ...{ directory, backupDirectory, server, proxy, direct, storage, store, deps },
    startRecording: async (id, formats) => {
      const sample = sampleRecording({ id, createdAtMs: Date.now() })
      const template = formats === undefined ? sample.template : { ...sample.template, formats }
      const storage = { type: 's3' as const, bucket: server.bucket }
      const recording = { ...sample, template, storage }
      await store.recordings.create(recording, { fingerprint: id, idempotencyKey: null })
      const lease = await store.leases.acquire(id, 'recorder-1', 60_000)
      if (lease === null) throw new Error('the lease was not free')
      return { recording, lease }
    },
    openRig: async (plan, recording, lease) => {
      const rig = await openOutput(plan, {
        recording,
        context: {
          ...outputStorageOf(deps, recording, plan.name),
          retry: deps.storageRetry,
          monotonic: deps.monotonic,
          publish: async (file) => {
            if (!(await store.recordings.addFile(lease, file))) throw new Error('lease lost')
          },
        },
      })
      return rig
    },
    openReturn: (recorderId = 'recorder-1', clock = Date.now, around = (own) => own) =>
      new BackupReturn({
        ...{ recorderId, clock, log },
        root: storage.backup as ObjectStore,
        metrics: createBackupReturnMetrics(createMetrics('recorder')),
        deps: {
          recordings: store.recordings,
          resolveStorage: (target) => around(storage.resolve(target)),
          resolveBackup: (target) => storage.resolveBackup(target) as ObjectStore,
          storeManifest: async (id, signal) => {
            const recording = await store.recordings.get(id)
            return (
              recording !== null && storeManifest({ ...deps, backup: null }, recording, log, signal)
            )
          },
        },
      }),
    download: (from, file) => downloadInto(directory, from, file),
    stop: async () => {
      storage.close()
      plain.close()
      await store.close()
      await redis.stop()
      await proxy.stop()
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
