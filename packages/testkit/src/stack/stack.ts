import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import type { RedisServer } from '../redis/redis-server.ts'
import { startRedis } from '../redis/start-redis.ts'
import type { S3Server } from '../s3/s3-server.ts'
import { startS3Server } from '../s3/start-s3-server.ts'
import { type ApiClient, createApiClient } from './api-client.ts'
import { type AppProcess, startApp } from './app-process.ts'

/** A whole Tapedeck: real servers and every app as its own process. */
export type Stack = {
  api: ApiClient
  apiKey: string
  redis: RedisServer
  s3: S3Server
  spoolDir: string
  webhookSecret: string
  apps: AppProcess[]
  /** The environment that its apps run with. */
  env: Record<string, string>
  /** One more recorder, with an id and a spool of its own. */
  addRecorder(id: string, env?: Record<string, string>): Promise<AppProcess>
  /** One more of the other apps, as it was started at first: after it was killed. */
  addApp(app: 'api' | 'notifier' | 'reconciler'): Promise<AppProcess>
  stop(): Promise<void>
}

export type StackOptions = {
  s3?: S3Server
  redis?: RedisServer
  /** Fixed ports and directories for a stack that people use; free and temporary ones otherwise. */
  apiPort?: number
  apiKey?: string
  spoolDir?: string
  /** More TAPEDECK_ variables for every app. */
  env?: Record<string, string>
  /** More for the recorder that is started at first. */
  recorderEnv?: Record<string, string>
}

/** Signs webhooks in tests and in the demo. */
export const demoWebhookSecret = `whsec_${Buffer.from('tapedeck-demo-webhook-secret-00').toString('base64')}`

/** Starts Redis, an S3 server (unless they are given) and the four apps; resolves when all are ready. */
export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-stack-'))
  const redis = options.redis ?? (await startRedis())
  const s3 = options.s3 ?? (await startS3Server())
  const apiPort = options.apiPort ?? (await freePort())
  const apiKey = options.apiKey ?? 'test-administrator-key'
  const spoolDir = options.spoolDir ?? join(directory, 'spool')
  const env: Record<string, string> = {
    TAPEDECK_REDIS_URL: redis.url,
    TAPEDECK_API_PORT: String(apiPort),
    TAPEDECK_API_KEY: apiKey,
    TAPEDECK_S3_ENDPOINT: s3.endpoint,
    TAPEDECK_S3_REGION: s3.region,
    TAPEDECK_S3_ACCESS_KEY_ID: s3.accessKeyId,
    TAPEDECK_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    TAPEDECK_S3_BUCKET: s3.bucket,
    TAPEDECK_S3_FORCE_PATH_STYLE: 'true',
    TAPEDECK_SPOOL_DIR: spoolDir,
    TAPEDECK_WEBHOOK_ALLOW_PRIVATE: 'true',
    TAPEDECK_WEBHOOK_SECRET: demoWebhookSecret,
    ...options.env,
  }
  const apps: AppProcess[] = []
  const stop = async (): Promise<void> => {
    // workers first: they still write to the servers while they end
    for (const app of apps.toReversed()) await app.stop()
    await redis.stop()
    await s3.stop()
    await rm(directory, { recursive: true, force: true })
  }
  const addRecorder: Stack['addRecorder'] = async (id, more = {}) => {
    const recorder = await startApp('recorder', {
      ...env,
      TAPEDECK_RECORDER_ID: id,
      TAPEDECK_SPOOL_DIR: join(spoolDir, id),
      ...more,
    })
    apps.push(recorder)
    return recorder
  }
  const addApp: Stack['addApp'] = async (app) => {
    const added = await startApp(app, env)
    apps.push(added)
    return added
  }
  try {
    await Promise.all((['api', 'notifier', 'reconciler'] as const).map(addApp))
    await addRecorder('recorder-1', options.recorderEnv)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    api: createApiClient(`http://127.0.0.1:${apiPort}`, apiKey),
    apiKey,
    redis,
    s3,
    spoolDir,
    webhookSecret: demoWebhookSecret,
    apps,
    env,
    addRecorder,
    addApp,
    stop,
  }
}
