import { setTimeout as pause } from 'node:timers/promises'
import { answerWithin, closeRedis, commandTimeoutMs, createRedis } from '@tapedeck/redis'
import type { Queue } from 'bullmq'
import { openQueue } from './open-queue.ts'
import { ScheduleWatch } from './schedule-watch.ts'
import { startWorker } from './start-worker.ts'

/** Something to be done again and again by one of the processes that know it. */
export type Schedule = {
  name: string
  everyMs: number
  /** Begins the work and returns; called again while it is still under way, and now and then by two processes. */
  beat: () => void
}

/** Why a beat came: the job scheduler's, or missing and done here. */
export type BeatSource = 'scheduler' | 'watch'

export type SchedulesOptions = {
  redisUrl: string
  onError: (error: Error) => void
  onBeat?: (schedule: string, source: BeatSource) => void
  /** The job scheduler stood still and was made anew. */
  onReset?: (schedule: string) => void
}

export type Schedules = { close(): Promise<void> }

const looksPerBeat = 4

/** The scheduler is removed first: one whose next beat lies in a future that was taken back keeps it when it is only upserted. */
const reset = async (queue: Queue, { name, everyMs }: Schedule): Promise<void> => {
  await answerWithin(commandTimeoutMs, queue.removeJobScheduler(name))
  await answerWithin(
    commandTimeoutMs,
    queue.upsertJobScheduler(name, { every: everyMs }, { name: 'tick', data: { schedule: name } }),
  )
}

const beatsOf = async (queue: Queue, name: string): Promise<number | null> => {
  const scheduler = await answerWithin(commandTimeoutMs, queue.getJobScheduler(name))
  return scheduler?.iterationCount ?? null
}

const watchSchedule = async (
  queue: Queue,
  schedule: Schedule,
  options: SchedulesOptions & { signal: AbortSignal },
): Promise<void> => {
  const { signal, onBeat, onReset, onError } = options
  const now = () => ({ nowMs: performance.now(), wallMs: Date.now() })
  const watch = new ScheduleWatch(schedule.everyMs, now())
  const isStopped = (): boolean => signal.aborted
  const attempt = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work
    } catch (error) {
      if (!isStopped()) onError(error as Error)
      return undefined
    }
  }
  let known: number | null | undefined
  while (!isStopped()) {
    const beats = await attempt(beatsOf(queue, schedule.name))
    // the next one is not due before
    const looksLeftOut = known !== undefined && beats !== known ? looksPerBeat - 1 : 1
    known = beats
    const verdict = watch.look({ beats, ...now() })
    if (verdict.beat && !isStopped()) {
      onBeat?.(schedule.name, 'watch')
      schedule.beat()
    }
    if (verdict.reset && !isStopped()) {
      if (beats !== null) onReset?.(schedule.name)
      await attempt(reset(queue, schedule))
    }
    const pauseMs = Math.min((schedule.everyMs * looksLeftOut) / looksPerBeat, 1000)
    await pause(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}

/**
 * Starts the schedules of a process: BullMQ job schedulers, so that of several processes one does each beat, and in each
 * process a watch on the monotonic clock that does a beat which is missing, and makes a scheduler anew that stands still
 * (docs/decisions/0012-the-clock-of-rules.md). While Redis can be reached, a beat comes every 1.75 times `everyMs` at the
 * latest, whatever becomes of workers, clocks and queues.
 */
export const startSchedules = (schedules: Schedule[], options: SchedulesOptions): Schedules => {
  const { redisUrl, onError, onBeat } = options
  const redis = createRedis(redisUrl, { name: 'tapedeck-schedules', role: 'command', onError })
  const queue = openQueue('tick', redis, onError)
  const byName = new Map(schedules.map((schedule) => [schedule.name, schedule]))
  const worker = startWorker(
    'tick',
    async ({ schedule }) => {
      onBeat?.(schedule, 'scheduler')
      byName.get(schedule)?.beat()
    },
    // a beat is over at once; each job more that may run costs requests at every beat
    { redisUrl, concurrency: 1, onError },
  )
  const stopping = new AbortController()
  const { signal } = stopping
  const watches = schedules.map((one) => watchSchedule(queue, one, { ...options, signal }))
  return {
    close: async () => {
      stopping.abort()
      await worker.close()
      await Promise.all(watches)
      await queue.close()
      await closeRedis(redis)
    },
  }
}
