import { randomBytes } from 'node:crypto'
import { openStorage } from '@tapedeck/object-store'
import { createProducer } from '@tapedeck/queue'
import { createStore } from '@tapedeck/store'
import { runApp } from '@tapedeck/telemetry'
import { buildApi } from './build-api.ts'

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
  })
  releasers.add('store', () => store.close())
  for (const problem of await store.checkServer()) logger.warn(problem)
  const producer = createProducer({ redisUrl, onError })
  releasers.add('producer', () => producer.close())
  const storage = openStorage(config.storage, {
    onCredentialsProblem: (err) =>
      logger.warn({ err }, 'S3 credentials; the last ones stay in use'),
  })
  releasers.add('storage', () => storage.close())
  if (config.key.reveal().length < shortKeyLength)
    logger.warn(`TAPEDECK_API_KEY has fewer than ${shortKeyLength} characters`)
  const api = buildApi({
    config,
    store,
    producer,
    storage: storage.resolve,
    storageOfFile: storage.resolveFile,
    clock: Date.now,
    randomBytes,
    logger,
    metrics,
  })
  releasers.add('http', () => api.close())
  const address = await api.listen({ host: config.host, port: config.port })
  logger.info({ address, docs: `${address}/docs` }, 'API ready')
})
