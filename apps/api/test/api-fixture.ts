import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@tapedeck/config'
import type { Problem, RecordingView, TemplateView } from '@tapedeck/contracts'
import { createStorageResolver } from '@tapedeck/object-store'
import { createProducer } from '@tapedeck/queue'
import { createStore, type Store } from '@tapedeck/store'
import { createLogger, createMetrics } from '@tapedeck/telemetry'
import { type S3Server, startRedis } from '@tapedeck/testkit'
import { buildApi } from '../src/build-api.ts'
import { openApiContext } from '../src/open-api-context.ts'
import { openRedisContents } from './redis-contents.ts'

export const apiKey = 'test-administrator-key'

type Answer<T> = { status: number; headers: Headers; body: T; text: string }

/** A request; `body` is sent as JSON, `raw` as it is. `key` null sends none. */
export type Call = {
  method: string
  path: string
  body?: unknown
  raw?: string
  headers?: Record<string, string>
  key?: string | null
}

export type TestApi = Awaited<ReturnType<typeof startTestApi>>

const storageOf = (s3: S3Server | null, rootDirectory: string, { storages }: Store) =>
  createStorageResolver({
    registry: storages,
    s3,
    filesystem: { rootDirectory },
    default: s3 === null ? 'filesystem' : 's3',
  })

/** The same S3 as the resolver has. */
const s3Variables = (s3: S3Server | null): Record<string, string> =>
  s3 === null
    ? {}
    : {
        TAPEDECK_STORAGE: 's3',
        TAPEDECK_S3_ENDPOINT: s3.endpoint,
        TAPEDECK_S3_REGION: s3.region,
        TAPEDECK_S3_BUCKET: s3.bucket,
      }

const configOf = (redisUrl: string, rootDirectory: string, s3: S3Server | null) =>
  loadConfig('api', {
    ...s3Variables(s3),
    TAPEDECK_API_KEY: apiKey,
    TAPEDECK_API_PORT: '0',
    TAPEDECK_REDIS_URL: redisUrl,
    TAPEDECK_FILESYSTEM_DIR: rootDirectory,
    TAPEDECK_CONSOLE_DIR: join(rootDirectory, 'console/dist'),
  })

const createCall =
  (url: string) =>
  async <T = Problem>({ method, path, body, raw, headers, key = apiKey }: Call) => {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    })
    const text = await answer.text()
    const isJson = text !== '' && answer.headers.get('content-type')?.includes('json') === true
    const parsed = (isJson ? JSON.parse(text) : null) as T
    return { status: answer.status, headers: answer.headers, body: parsed, text } as Answer<T>
  }

/** Everything that the API is built from, over a real Redis. */
const openParts = async (s3: S3Server | null) => {
  const rootDirectory = await mkdtemp(join(tmpdir(), 'tapedeck-api-'))
  const redisServer = await startRedis()
  const redisUrl = redisServer.url
  const config = configOf(redisUrl, rootDirectory, s3)
  const { masterKey } = config
  const store = createStore({ redis: redisUrl, clock: Date.now, randomBytes, masterKey })
  const producer = createProducer({ redisUrl })
  // BullMQ writes its own records when it connects; contents are compared from after that on
  await Promise.all([producer.record.counts(), producer.deliver.counts()])
  const storage = storageOf(s3, rootDirectory, store)
  const metrics = createMetrics('api')
  const redisContents = openRedisContents(redisUrl)
  return {
    rootDirectory,
    redisServer,
    store,
    producer,
    storage,
    metrics,
    config,
    /** Everything in Redis and in the filesystem storage, for comparison. */
    contents: async (): Promise<string[]> => {
      const files = await readdir(rootDirectory, { recursive: true, withFileTypes: true })
      const paths = files
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
      return [...(await redisContents.read()), ...paths.sort()]
    },
    close: async (): Promise<void> => {
      storage.close()
      metrics.close()
      await redisContents.close()
      await producer.close()
      await store.close()
      await redisServer.stop()
      await rm(rootDirectory, { recursive: true, force: true })
    },
  }
}

/** The API on a port of its own, with filesystem storage and, when given, S3 as the default one. */
export const startTestApi = async (options: { s3?: S3Server } = {}) => {
  const parts = await openParts(options.s3 ?? null)
  const lines: string[] = []
  const destination = { write: (line: string) => lines.push(line) }
  const apiParts = {
    ...parts,
    storage: parts.storage.resolve,
    knowStorage: parts.storage.know,
    storageOfFile: parts.storage.resolveFile,
    clock: Date.now,
    randomBytes,
    logger: createLogger({ app: 'api', level: 'debug', destination }),
  }
  // foreign APIs share it
  const opened = openApiContext(apiParts)
  const api = buildApi(apiParts, opened)
  const url = await api.listen({ host: '127.0.0.1', port: 0 })
  const call = createCall(url)
  const post = async <T>(path: string, body: object, status: number): Promise<T> => {
    const answer = await call<T>({ method: 'POST', path, body })
    if (answer.status !== status) throw new Error(answer.text)
    return answer.body
  }
  return {
    ...parts,
    url,
    api,
    context: opened.context,
    call,
    /** What was logged. */
    lines,
    createTemplate: (body: object = mp4Template) => post<TemplateView>('/v1/templates', body, 201),
    createRecording: (body: object = {}) =>
      post<RecordingView>(
        '/v1/recordings',
        { source: liveSource, template: mp4Template, ...body },
        202,
      ),
    stop: async (): Promise<void> => {
      await api.close()
      await parts.close()
    },
  }
}

export const liveSource = { type: 'rtmp', url: 'rtmp://live.example.com/live/secret-stream-key' }

export const objectPattern = '{AppName}/{StreamName}/{EscapedStartTime}_{EscapedEndTime}'

export const mp4Template = { name: 'plain', formats: [{ format: 'mp4', objectPattern }] }
