import { randomBytes } from 'node:crypto'
import { openStorage } from '@tapedeck/object-store'
import { createProducer, traceQueues } from '@tapedeck/queue'
import { createStore } from '@tapedeck/store'
import { isTracing, runApp } from '@tapedeck/telemetry'
import { buildAliyunApi } from './aliyun/build-aliyun-api.ts'
import { buildApi } from './build-api.ts'
import { buildCdnetworksApi } from './cdnetworks/build-cdnetworks-api.ts'
import { openApiContext } from './open-api-context.ts'

const dayMs = 24 * 3_600_000
/** A key that can be guessed is worth a word in the log. */
const shortKeyLength = 16

await runApp('api', process.env, async ({ config, logger, metrics, releasers }) => {
  const onError = (err: Error): void => logger.warn({ err }, 'Redis connection')
  const redisUrl = config.redisUrl.reveal()
  const store = createStore({
    redis: redisUrl,
    clock: Date.now,
    randomBytes,
    retentionMs: config.retentionDays * dayMs,
    name: 'tapedeck-api',
    onError,
    masterKey: config.masterKey,
  })
  releasers.add('store', () => store.close())
  for (const problem of await store.checkServer()) logger.warn(problem)
  if (isTracing()) await traceQueues()
  const producer = createProducer({ redisUrl, onError })
  releasers.add('producer', () => producer.close())
  const storage = openStorage(config.storage, store.storages, {
    onRegistryProblem: (err) => logger.warn({ err }, 'registered storages could not be read'),
    onCredentialsProblem: (err) =>
      logger.warn({ err }, 'S3 credentials; the last ones stay in use'),
  })
  releasers.add('storage', () => storage.close())
  if (config.key.reveal().length < shortKeyLength)
    logger.warn(`TAPEDECK_API_KEY has fewer than ${shortKeyLength} characters`)
  const parts = {
    config,
    store,
    producer,
    storage: storage.resolve,
    knowStorage: storage.know,
    storageOfFile: storage.resolveFile,
    clock: Date.now,
    randomBytes,
    logger,
    metrics,
  }
  const opened = openApiContext(parts)
  const api = buildApi(parts, opened)
  releasers.add('http', () => api.close())
  const address = await api.listen({ host: config.host, port: config.port })
  if (config.aliyunPort !== null) {
    const aliyun = buildAliyunApi(opened.context)
    releasers.add('aliyun', () => aliyun.close())
    const own = await aliyun.listen({ host: config.host, port: config.aliyunPort })
    logger.info({ address: own }, 'API for clients of Alibaba Cloud ready')
  }
  if (config.cdnetworksPort !== null) {
    const cdnetworks = buildCdnetworksApi(opened.context)
    releasers.add('cdnetworks', () => cdnetworks.close())
    const own = await cdnetworks.listen({ host: config.host, port: config.cdnetworksPort })
    logger.info({ address: own }, 'API for clients of CDNetworks ready')
  }
  logger.info({ address, docs: `${address}/docs` }, 'API ready')
})
