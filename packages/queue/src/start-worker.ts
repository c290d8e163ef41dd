import { backoffDelayMs } from '@tapedeck/domain'
import { abandonRedis, closeRedis, createRedis, keys, type RedisClient } from '@tapedeck/redis'
import { DelayedError, type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq'
import type { JobRun } from './count-jobs.ts'
import type { JobOutcome } from './job-outcome.ts'
import { type JobOf, type QueueName, queues } from './queues.ts'
import { telemetryOf } from './trace-queues.ts'

/** What a processor may know of the job besides its data. */
export type JobContext = {
  jobId: string
  /** 1 for the first attempt. */
  attempt: number
  /** After this attempt there is none. */
  isLastAttempt: boolean
}

/** Does one job. What it throws counts as a failed attempt and is told to `onError`. */
export type Processor<N extends QueueName> = (
  data: JobOf<N>,
  context: JobContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: a processor may return nothing
) => Promise<JobOutcome | void>

export type WorkerOptions = {
  redisUrl: string
  /** How many jobs at once. */
  concurrency: number
  /** Told of thrown errors of the processor and of errors of connections, which reconnect by themselves. */
  onError: (error: Error) => void
  /** Told of each job that was run. */
  onRun?: (run: JobRun) => void
  /** How long `close` waits for running jobs, in milliseconds; 30 s when absent. */
  closeTimeoutMs?: number
}

export type QueueWorker = {
  /** Takes no new job; running ones go on. A job that arrives in this moment goes back to the queue. */
  pause(): Promise<void>
  resume(): Promise<void>
  /**
   * Takes no new job, waits for the running ones and releases the connections.
   * When Redis is away or the time is over it leaves the jobs to be found stalled by another worker.
   */
  close(): Promise<void>
  /** True while it takes jobs: not paused, not closed. */
  readonly isRunning: boolean
}

const defaultCloseTimeoutMs = 30_000
/** How long `close` waits while Redis is away, or after it let go. */
const abandonTimeoutMs = 1000
/** A job that killed so many workers is failed. */
const maxStalledCount = 5

const settlesWithin = async (limitMs: number, promise: Promise<unknown>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, limitMs, false)
  })
  try {
    return await Promise.race([promise.then(() => true), timedOut])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * A connection for BullMQ, and the copies that it makes of it. BullMQ closes its copies, but not while Redis is away:
 * then it waits for the `end` of a connection that is reconnecting, which never comes.
 */
const openConnections = (options: WorkerOptions, name: string) => {
  const { redisUrl, onError } = options
  const redis = createRedis(redisUrl, { name, role: 'bullmq', onError })
  const copies: RedisClient[] = []
  const duplicate = redis.duplicate.bind(redis)
  redis.duplicate = (override) => {
    const copy = duplicate(override)
    copy.on('error', onError)
    copies.push(copy)
    return copy
  }
  const abandon = () => {
    for (const client of [redis, ...copies]) abandonRedis(client)
  }
  return { redis, abandon }
}

/** Resolves when the connection is not there, at once or later. */
const lostOf = (redis: RedisClient): Promise<void> =>
  redis.status === 'ready'
    ? new Promise((resolve) => {
        redis.once('close', () => resolve())
      })
    : Promise.resolve()

/** An attempt that failed in a way the processor expected. */
class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed'
}

/** Runs the processor and says its outcome in BullMQ's way: by moving the job, or by throwing. */
const runJob = async <N extends QueueName>(
  name: N,
  processor: Processor<N>,
  job: Job,
  token: string | undefined,
): Promise<void> => {
  const parsed = queues[name].schema.safeParse(job.data)
  if (!parsed.success) throw new UnrecoverableError(`The job's data do not fit: ${parsed.error}`)
  const attempt = job.attemptsMade + 1
  const isLastAttempt = attempt >= (job.opts.attempts ?? 1)
  const context = { jobId: job.id ?? '', attempt, isLastAttempt }
  const result = (await processor(parsed.data as JobOf<N>, context)) ?? { outcome: 'done' }
  switch (result.outcome) {
    case 'done':
      return
    case 'attemptFailed':
      throw new AttemptFailed(result.reason)
    case 'retryLater':
      await job.moveToDelayed(Date.now() + result.delayMs, token)
      throw new DelayedError()
  }
}

const expectedErrors = [DelayedError, WaitingError, UnrecoverableError, AttemptFailed]

/** Starts to take jobs of a queue. A job may run twice, on any worker: processors must be idempotent. */
export const startWorker = <N extends QueueName>(
  name: N,
  processor: Processor<N>,
  options: WorkerOptions,
): QueueWorker => {
  const { concurrency, onError, closeTimeoutMs = defaultCloseTimeoutMs } = options
  const { redis, abandon } = openConnections(options, `tapedeck-worker-${name}`)
  let takesJobs = true

  const run = async (job: Job, token: string | undefined): Promise<void> => {
    if (!takesJobs) {
      await job.moveToWait(token)
      throw new WaitingError()
    }
    const startedAtMs = performance.now()
    let outcome: JobRun['outcome'] = 'failed'
    try {
      await runJob(name, processor, job, token)
      outcome = 'done'
    } catch (error) {
      if (error instanceof DelayedError) outcome = 'later'
      throw error
    } finally {
      const seconds = (performance.now() - startedAtMs) / 1000
      options.onRun?.({ queue: name, outcome, seconds })
    }
  }
  const worker = new Worker(name, run, {
    connection: redis,
    prefix: keys.queuePrefix,
    ...telemetryOf(name),
    concurrency,
    maxStalledCount,
    lockDuration: queues[name].lockMs,
    stalledInterval: queues[name].lockMs / 2,
    settings: {
      backoffStrategy: (attempt) => backoffDelayMs(queues[name].retry, attempt, Math.random()),
    },
  })
  worker.on('error', onError)
  worker.on('failed', (_job, error) => {
    if (!expectedErrors.some((kind) => error instanceof kind)) onError(error)
  })
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    takesJobs = false
    const closed = worker.close()
    // Redis may also go away while running jobs are waited for, or be gone without the connection knowing it yet
    const gaveUp = lostOf(redis).then(() => settlesWithin(abandonTimeoutMs, closed))
    const isClosed = await Promise.race([settlesWithin(closeTimeoutMs, closed), gaveUp])
    if (!isClosed) {
      abandon()
      await settlesWithin(abandonTimeoutMs, closed)
    }
    await closeRedis(redis)
  }
  return {
    pause: async () => {
      takesJobs = false
      await worker.pause(true)
    },
    resume: async () => {
      if (closing !== null) return
      takesJobs = true
      await worker.resume()
    },
    close: () => {
      closing ??= close()
      return closing
    },
    get isRunning() {
      return takesJobs && worker.isRunning()
    },
  }
}
