import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@tapedeck/config'
import { type FormatPlan, plainOutput, type Recording } from '@tapedeck/domain'
import { createProducer } from '@tapedeck/queue'
import { createStore, type Store } from '@tapedeck/store'
import { createLogger, createMetrics, type Metrics, Releasers } from '@tapedeck/telemetry'
import { type NginxRtmp, sampleRecording, startNginxRtmp, startRedis } from '@tapedeck/testkit'
import { onTestFinished } from 'vitest'
import { startRecorder } from '../src/recorder.ts'

/** A recorder as main.ts starts it, in this process, with real servers around it. */
export type RecorderWorld = {
  directory: string
  /** Where its objects lie. */
  objectsDirectory: string
  rtmp: NginxRtmp
  store: Store
  metrics: Metrics
  /**
   * Creates a recording of a stream as one MP4 file and wakes the recorder for it.
   * @param prepare what is done in between
   */
  record(
    url: string,
    part?: Partial<Recording>,
    prepare?: (recordingId: string) => Promise<void>,
  ): Promise<string>
}

const mp4: FormatPlan = {
  ...plainOutput,
  ...{ name: 'mp4', format: 'mp4', cycleSeconds: 3600, maxBytes: null },
  ...{ objectPattern: '{Sequence}', sliceSeconds: null, slicePattern: null },
}

/** Starts it; it ends with the test. */
export const startRecorderWorld = async (env: Record<string, string>): Promise<RecorderWorld> => {
  const logger = createLogger({ app: 'recorder', level: 'silent' })
  // last first: the recorder still needs its servers while it ends
  const releasers = new Releasers(logger)
  onTestFinished(async () => {
    await releasers.releaseAll()
  })
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-recorder-'))
  releasers.add('directory', () => rm(directory, { recursive: true, force: true }))
  const objectsDirectory = join(directory, 'objects')
  await mkdir(objectsDirectory)
  const rtmp = await startNginxRtmp()
  releasers.add('source server', () => rtmp.stop())
  const redis = await startRedis()
  releasers.add('redis', () => redis.stop())
  const onError = () => undefined
  const store = createStore({ redis: redis.url, clock: Date.now, randomBytes, onError })
  releasers.add('store of the test', () => store.close())
  const producer = createProducer({ redisUrl: redis.url, onError })
  releasers.add('producer of the test', () => producer.close())
  const metrics = createMetrics('recorder')
  releasers.add('metrics', () => metrics.close())
  const config = loadConfig('recorder', {
    TAPEDECK_REDIS_URL: redis.url,
    TAPEDECK_RECORDER_ID: 'recorder-1',
    TAPEDECK_SPOOL_DIR: join(directory, 'spool'),
    TAPEDECK_FILESYSTEM_DIR: objectsDirectory,
    TAPEDECK_DRAIN_SECONDS: '0',
    ...env,
  })
  await startRecorder({ config, logger, metrics, releasers })
  return {
    ...{ directory, objectsDirectory, rtmp, store, metrics },
    async record(url, part = {}, prepare = async () => undefined) {
      const { template } = sampleRecording()
      const recording = sampleRecording({
        ...{ id: 'rec_1', source: { type: 'rtmp', url }, createdAtMs: Date.now() },
        template: { ...template, formats: [mp4] },
        storage: { type: 'filesystem', directory: null },
        ...part,
      })
      const { id } = recording
      await store.recordings.create(recording, { fingerprint: id, idempotencyKey: null })
      await prepare(id)
      await producer.record.add({ recordingId: id })
      return id
    },
  }
}
