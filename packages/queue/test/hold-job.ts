/** A process of its own: takes jobs of a queue (`record` when none is named), says which, and never ends them. */
import { startWorker } from '../src/index.ts'

const [, , redisUrl = '', queue = 'record'] = process.argv
const options = { redisUrl, concurrency: 1, onError: () => undefined }
startWorker(
  queue === 'ask' ? 'ask' : 'record',
  (job) => {
    process.stdout.write(`${'recordingId' in job ? job.recordingId : job.publicationId}\n`)
    return new Promise(() => undefined)
  },
  options,
)
