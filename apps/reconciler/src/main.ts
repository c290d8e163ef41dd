import { traceQueues } from '@tapedeck/queue'
import { isTracing, runApp, startOpsServer } from '@tapedeck/telemetry'
import { startReconciler } from './start-reconciler.ts'

await runApp('reconciler', process.env, async (context) => {
  const { config, logger, metrics, releasers, shutdown } = context
  if (isTracing()) await traceQueues()
  const reconciler = await startReconciler({ config, logger, metrics, releasers })
  const ops = await startOpsServer({
    ...config.ops,
    metrics,
    isReady: async () => !shutdown.aborted && (await reconciler.isReady()),
    isHealthy: () => reconciler.isHealthy(),
  })
  releasers.add('ops server', () => ops.close())
  logger.info({ opsPort: ops.port }, 'reconciler ready')
})
