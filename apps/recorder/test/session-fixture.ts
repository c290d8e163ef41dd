import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@tapedeck/config'
import {
  type FormatPlan,
  plainOutput,
  type Recording,
  type RecordingTemplate,
} from '@tapedeck/domain'
import { createStore, type Lease, type Store } from '@tapedeck/store'
import { createLogger, createMetrics, Releasers } from '@tapedeck/telemetry'
import {
  type NginxRtmp,
  sampleRecording,
  startNginxRtmp,
  startRedis,
  startTcpProxy,
  type TcpProxy,
} from '@tapedeck/testkit'
import { onTestFinished } from 'vitest'
import { openSessionDeps } from '../src/open-session-deps.ts'
import type { SessionDeps } from '../src/session/session-deps.ts'

/** What sessions need, with a switch on the way to their Redis. */
export type SessionWorld = {
  deps: SessionDeps
  redis: TcpProxy
  rtmp: NginxRtmp
  /** Past the switch. */
  store: Store
  /** Creates a recording of a stream as one MP4 file. */
  create(
    url: string,
    part?: Partial<FormatPlan>,
    templatePart?: Partial<RecordingTemplate>,
  ): Promise<Recording>
  /** Takes its lease under the next generation. */
  acquire(recording: Recording, ownerId?: string): Promise<Lease>
}

/** Starts it; it ends with the test. */
export const startSessionWorld = async (): Promise<SessionWorld> => {
  const logger = createLogger({ app: 'recorder', level: 'silent' })
  const releasers = new Releasers(logger)
  onTestFinished(async () => {
    await releasers.releaseAll()
  })
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-session-'))
  releasers.add('directory', () => rm(directory, { recursive: true, force: true }))
  await mkdir(join(directory, 'objects'))
  const rtmp = await startNginxRtmp()
  releasers.add('source server', () => rtmp.stop())
  const server = await startRedis()
  releasers.add('redis', () => server.stop())
  const redis = await startTcpProxy(Number(new URL(server.url).port))
  releasers.add('way to redis', () => redis.stop())
  const onError = () => undefined
  const store = createStore({ redis: server.url, clock: Date.now, randomBytes, onError })
  releasers.add('store of the test', () => store.close())
  const metrics = createMetrics('recorder')
  releasers.add('metrics', () => metrics.close())
  const config = loadConfig('recorder', {
    TAPEDECK_REDIS_URL: `redis://127.0.0.1:${redis.port}`,
    TAPEDECK_RECORDER_ID: 'recorder-1',
    TAPEDECK_SPOOL_DIR: join(directory, 'spool'),
    TAPEDECK_FILESYSTEM_DIR: join(directory, 'objects'),
  })
  const ffmpeg = Promise.resolve({ missing: [] })
  const wake = async () => undefined
  const app = { config, logger, metrics, releasers }
  const deps = await openSessionDeps(app, { ffmpeg, wake, onError })
  return {
    ...{ deps, redis, rtmp, store },
    async create(url, part = {}, templatePart = {}) {
      const { template } = sampleRecording()
      const mp4: FormatPlan = {
        ...plainOutput,
        ...{ name: 'mp4', format: 'mp4', cycleSeconds: 3600, maxBytes: null },
        ...{ objectPattern: '{Sequence}', sliceSeconds: null, slicePattern: null },
        ...part,
      }
      const recording = sampleRecording({
        ...{ id: 'rec_1', source: { type: 'rtmp', url }, createdAtMs: Date.now() },
        template: { ...template, formats: [mp4], mergeWindowSeconds: 0, ...templatePart },
        storage: { type: 'filesystem', directory: null },
      })
      const idempotency = { fingerprint: recording.id, idempotencyKey: null }
      await store.recordings.create(recording, idempotency)
      return recording
    },
    async acquire({ id }, ownerId = 'recorder-1') {
      const lease = await store.leases.acquire(id, ownerId, 60_000)
      if (lease === null) throw new Error('the lease was not free')
      return lease
    },
  }
}
