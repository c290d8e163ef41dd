import { traceQueues } from '@tapedeck/queue'
import { isTracing, runApp, startOpsServer } from '@tapedeck/telemetry'
import { startNotifier } from './start-notifier.ts'

await runApp('notifier', process.env, async ({ config, logger, metrics, releasers, shutdown }) => {
  if (isTracing()) await traceQueues()
  const notifier = startNotifier({ config, logger, metrics, releasers })
  const ops = await startOpsServer({
    ...config.ops,
    metrics,
    isReady: async () => !shutdown.aborted && (await notifier.isReady()),
    isHealthy: () => notifier.isHealthy(),
  })
  releasers.add('ops server', () => ops.close())
  logger.info({ opsPort: ops.port }, 'notifier ready')
})
