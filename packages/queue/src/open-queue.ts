import { keys, type RedisClient } from '@tapedeck/redis'
import { Queue } from 'bullmq'
import { type QueueName, queues } from './queues.ts'
import { telemetryOf } from './trace-queues.ts'

/** Opens the adding side of one queue. */
export const openQueue = (
  name: QueueName,
  connection: RedisClient,
  onError: (error: Error) => void,
): Queue => {
  const { retry, keepDone, keepFailed } = queues[name]
  const queue = new Queue(name, {
    connection,
    prefix: keys.queuePrefix,
    ...telemetryOf(name),
    defaultJobOptions: {
      attempts: retry.attempts,
      backoff: { type: 'policy' },
      removeOnComplete: keepDone,
      removeOnFail: keepFailed,
    },
    // Its event stream has no reader here.
    streams: { events: { maxLen: 100 } },
  })
  queue.on('error', onError)
  return queue
}
