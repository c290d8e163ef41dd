import { traceQueues } from '@tapedeck/queue'
import { isTracing, runApp, startOpsServer } from '@tapedeck/telemetry'
import { type Recorder, startRecorder } from './recorder.ts'

await runApp('recorder', process.env, async ({ config, logger, metrics, releasers }) => {
  // started first and so released last: it also answers while recordings are handed over at the end
  const started: { recorder: Recorder | null } = { recorder: null }
  const ops = await startOpsServer({
    ...config.ops,
    metrics,
    isReady: () => started.recorder?.isReady() ?? false,
    isHealthy: () => true,
  })
  releasers.add('ops server', () => ops.close())
  if (isTracing()) await traceQueues()
  started.recorder = await startRecorder({ config, logger, metrics, releasers })
  logger.info(
    { recorderId: config.id, capacity: config.capacity, opsPort: ops.port },
    'recorder ready',
  )
})
