/** A process of its own: takes record jobs, says which, and never ends them. */
import { startWorker } from '../src/index.ts'

const options = { redisUrl: process.argv[2] ?? '', concurrency: 1, onError: () => undefined }
startWorker(
  'record',
  ({ recordingId }) => {
    process.stdout.write(`${recordingId}\n`)
    return new Promise(() => undefined)
  },
  options,
)
