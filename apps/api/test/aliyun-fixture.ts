import { randomBytes, randomUUID } from 'node:crypto'
import type { AccessKey } from '@tapedeck/domain'
import { closeRedis, createRedis } from '@tapedeck/redis'
import { createStore } from '@tapedeck/store'
import { createLogger, createMetrics } from '@tapedeck/telemetry'
import type { S3Server } from '@tapedeck/testkit'
import { buildAliyunApi } from '../src/aliyun/build-aliyun-api.ts'
import { openApiContext } from '../src/open-api-context.ts'
import { startStreamApi } from './stream-fixture.ts'

export const accessKey = { id: 'LTAI-test-key', secret: 'test-access-key-secret' }
export const readKey = { id: 'LTAI-read-key', secret: 'test-read-key-secret' }

/** The native API with a domain, and the one for clients of Alibaba Cloud beside it, with keys. */
export const startAliyunApi = async (options: { s3?: S3Server; clock?: () => number } = {}) => {
  const { clock = Date.now, ...parts } = options
  const native = await startStreamApi(parts)
  const metrics = createMetrics('api')
  const destination = { write: (line: string) => native.lines.push(line) }
  const opened = openApiContext({
    ...native,
    storage: native.storage.resolve,
    knowStorage: native.storage.know,
    storageOfFile: native.storage.resolveFile,
    clock,
    randomBytes,
    metrics,
    logger: createLogger({ app: 'api', level: 'debug', destination }),
  })
  const server = buildAliyunApi(opened.context)
  const endpoint = await server.listen({ host: '127.0.0.1', port: 0 })
  const addKey = (part: Partial<AccessKey> & Pick<AccessKey, 'id' | 'secret'>) =>
    native.store.accessKeys.create({
      name: null,
      apis: ['ims', 'live'],
      mode: 'write',
      isEnabled: true,
      ...part,
    })
  /** Another process over the same Redis, as far as its requests can tell. */
  const another = async () => {
    const { masterKey } = native.config
    const store = createStore({ redis: native.redisServer.url, clock, randomBytes, masterKey })
    const second = buildAliyunApi({ ...opened.context, store })
    return {
      endpoint: await second.listen({ host: '127.0.0.1', port: 0 }),
      stop: async (): Promise<void> => {
        await second.close()
        await store.close()
      },
    }
  }
  /** Writes something into Redis that Tapedeck never would. */
  const spoil = async (redisKey: string, value: string): Promise<void> => {
    const connection = { name: 'test', role: 'command' as const, onError: () => undefined }
    const redis = createRedis(native.redisServer.url, connection)
    await redis.set(redisKey, value)
    await closeRedis(redis)
  }
  await addKey(accessKey)
  await addKey({ ...readKey, mode: 'read' })
  return {
    ...native,
    native,
    addKey,
    /** A key that no other test used: so that none is throttled by what others asked. */
    freshKey: async () => {
      const key = { id: `LTAI${randomUUID()}`, secret: randomUUID() }
      await addKey(key)
      return key
    },
    another,
    spoil,
    /** What /metrics would show of this server. */
    shownMetrics: () => metrics.render(),
    /** `http://127.0.0.1:port` */
    endpoint,
    stop: async (): Promise<void> => {
      await server.close()
      opened.close()
      metrics.close()
      await native.stop()
    },
  }
}
export type AliyunApi = Awaited<ReturnType<typeof startAliyunApi>>
