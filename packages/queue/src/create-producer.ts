import { createHash } from 'node:crypto'
import {
  type AskJob,
  type CheckJob,
  type DeliveryJob,
  type RecordJob,
  TapedeckError,
} from '@tapedeck/contracts'
import {
  answerWithin,
  closeRedis,
  commandTimeoutMs,
  createRedis,
  withRedisErrors,
} from '@tapedeck/redis'
import type { JobsOptions, Queue } from 'bullmq'
import { openQueue } from './open-queue.ts'
import { type JobOf, maxWaitingChecks, type QueueName, queues } from './queues.ts'

/** How many jobs of a queue are in each state. */
export type QueueCounts = { waiting: number; delayed: number; active: number; failed: number }

export type Producer = {
  record: {
    /**
     * Wakes a recorder. While a job for the recording waits or runs, nothing is added. One that is delayed is replaced:
     * until when is a time by the clock of the host that put it off, which may be wrong.
     */
    add(job: RecordJob): Promise<void>
    counts(): Promise<QueueCounts>
  }
  deliver: {
    /**
     * Wakes notifiers for lanes. While a job for a lane waits, nothing is added for it; one that is put off is done at once
     * instead; one that runs is followed by another, since it may have found the lane empty already.
     */
    wake(lanes: string[]): Promise<void>
    counts(): Promise<QueueCounts>
  }
  check: {
    /**
     * Has a file checked. While a job for the file waits, is delayed or runs, nothing is added.
     * @throws TapedeckError SERVICE_BUSY when `maxWaitingChecks` wait already
     */
    add(job: CheckJob): Promise<void>
    counts(): Promise<QueueCounts>
  }
  ask: {
    /**
     * Has an on-demand callback asked. While a job for the publication waits or runs, nothing is added; afterwards the same
     * publication can be asked for again.
     */
    add(job: AskJob): Promise<void>
    counts(): Promise<QueueCounts>
  }
  close(): Promise<void>
}

export type ProducerOptions = {
  redisUrl: string
  /** Told of errors of the connection, which reconnects by itself; calls fail with REDIS_UNAVAILABLE in any case. */
  onError?: (error: Error) => void
}

const askId = ({ domain, app, stream, publicationId }: AskJob): string =>
  createHash('sha256')
    .update(JSON.stringify([domain, app, stream, publicationId]))
    .digest('hex')

const add = async <N extends QueueName>(
  queue: Queue,
  name: N,
  job: JobOf<N>,
  options: JobsOptions,
): Promise<void> => {
  const data: unknown = queues[name].schema.parse(job)
  await answerWithin(commandTimeoutMs, queue.add(name, data, options))
}

const wakeLanes = async (queue: Queue, lanes: string[]): Promise<void> => {
  const jobs = [...new Set(lanes)].map((lane) => {
    const data: DeliveryJob = { lane }
    return {
      name: 'deliver',
      data,
      opts: { deduplication: { id: lane, replace: true, keepLastIfActive: true } },
    }
  })
  if (jobs.length > 0) await answerWithin(commandTimeoutMs, queue.addBulk(jobs))
}

const countsOf = async (queue: Queue): Promise<QueueCounts> => {
  const counts = await answerWithin(
    commandTimeoutMs,
    queue.getJobCounts('waiting', 'delayed', 'active', 'failed'),
  )
  const { waiting = 0, delayed = 0, active = 0, failed = 0 } = counts
  return { waiting, delayed, active, failed }
}

/** Opens the adding side of all queues, on one connection. */
export const createProducer = (options: ProducerOptions): Producer => {
  const { redisUrl, onError = () => undefined } = options
  const redis = createRedis(redisUrl, { name: 'tapedeck-producer', role: 'command', onError })
  const record = openQueue('record', redis, onError)
  const deliver = openQueue('deliver', redis, onError)
  const check = openQueue('check', redis, onError)
  const ask = openQueue('ask', redis, onError)
  return {
    record: withRedisErrors({
      add: (job: RecordJob) =>
        add(record, 'record', job, { deduplication: { id: job.recordingId, replace: true } }),
      counts: () => countsOf(record),
    }),
    deliver: withRedisErrors({
      wake: (lanes: string[]) => wakeLanes(deliver, lanes),
      counts: () => countsOf(deliver),
    }),
    check: withRedisErrors({
      add: async (job: CheckJob) => {
        const { waiting, delayed } = await countsOf(check)
        if (waiting + delayed >= maxWaitingChecks)
          throw new TapedeckError('SERVICE_BUSY', { detail: 'Too many files wait to be checked.' })
        await add(check, 'check', job, { deduplication: { id: job.fileId } })
      },
      counts: () => countsOf(check),
    }),
    ask: withRedisErrors({
      add: (job: AskJob) =>
        add(ask, 'ask', job, { deduplication: { id: askId(job), replace: true } }),
      counts: () => countsOf(ask),
    }),
    close: async () => {
      await Promise.all([record, deliver, check, ask].map((queue) => queue.close()))
      await closeRedis(redis)
    },
  }
}
