import {
  type AskJob,
  askJobSchema,
  type CheckJob,
  checkJobSchema,
  type QueuedDelivery,
  queuedDeliverySchema,
  type RecordJob,
  recordJobSchema,
  type TickJob,
  tickJobSchema,
} from '@tapedeck/contracts'
import type { RetryPolicy } from '@tapedeck/domain'

/** How one queue works. */
export type QueueFacts = {
  schema:
    | typeof recordJobSchema
    | typeof queuedDeliverySchema
    | typeof checkJobSchema
    | typeof askJobSchema
    | typeof tickJobSchema
  /** Tries of a job and the pauses between them. */
  retry: RetryPolicy
  /** A worker that gives no sign for so many milliseconds is dead, and its job is given to another within half as many. */
  lockMs: number
  /** How many finished jobs are kept, and for how many seconds at most. */
  keepDone: { count: number; age: number }
  keepFailed: { count: number; age: number }
}

const hourSeconds = 3600
const daySeconds = 24 * hourSeconds
const secondMs = 1000

/** Every queue: what its jobs carry, how they are retried, what is kept of them. */
export const queues = {
  /**
   * Wakes a recorder for one recording. Its jobs are short: the recorder takes the lease and returns.
   * A lost one is made again by the reconciler, so few retries are enough.
   */
  record: {
    schema: recordJobSchema,
    retry: { firstDelayMs: secondMs, maxDelayMs: 10 * secondMs, factor: 2, attempts: 5 },
    // shorter than a lease: a host that dies while it takes a recording must not keep others from taking it
    lockMs: 5 * secondMs,
    keepDone: { count: 1000, age: hourSeconds },
    keepFailed: { count: 1000, age: daySeconds },
  },
  /**
   * Wakes a notifier for one lane of deliveries: tries and pauses of those stand in the store. A lost wake-up is made again
   * by the notifiers' upkeep, so few retries are enough.
   */
  deliver: {
    schema: queuedDeliverySchema,
    retry: { firstDelayMs: secondMs, maxDelayMs: 30 * secondMs, factor: 3, attempts: 5 },
    // shorter than a lane is held: the lanes of a notifier that died are taken as soon as they are free
    lockMs: 5 * secondMs,
    keepDone: { count: 0, age: 0 },
    keepFailed: { count: 1000, age: daySeconds },
  },
  /**
   * Has one stored file read back and decoded, on a user's request. Tried again only while the storage cannot be
   * reached, for about ten minutes: the user can ask again.
   */
  check: {
    schema: checkJobSchema,
    retry: { firstDelayMs: 20 * secondMs, maxDelayMs: 300 * secondMs, factor: 4, attempts: 4 },
    lockMs: 30 * secondMs,
    keepDone: { count: 1000, age: hourSeconds },
    keepFailed: { count: 1000, age: daySeconds },
  },
  /**
   * Has the on-demand callback of a stream asked. The callback's own tries are made within one job; a job is tried again
   * when Redis fails, or its reconciler dies. Given up, it is added again by the control while nobody has answered.
   */
  ask: {
    schema: askJobSchema,
    retry: { firstDelayMs: 500, maxDelayMs: 5 * secondMs, factor: 2, attempts: 5 },
    // a reconciler that dies while it asks must not keep a stream from being recorded for long
    lockMs: 5 * secondMs,
    keepDone: { count: 1000, age: hourSeconds },
    keepFailed: { count: 1000, age: daySeconds },
  },
  /** The beats of the schedules (start-schedule.ts). One that fails is followed by the next, so none is tried again. */
  tick: {
    schema: tickJobSchema,
    retry: { firstDelayMs: secondMs, maxDelayMs: secondMs, factor: 1, attempts: 1 },
    lockMs: 5 * secondMs,
    keepDone: { count: 0, age: 0 },
    keepFailed: { count: 0, age: 0 },
  },
} as const satisfies Record<string, QueueFacts>

export type QueueName = keyof typeof queues

/** What a job of a queue carries. */
export type JobOf<N extends QueueName> = {
  record: RecordJob
  deliver: QueuedDelivery
  check: CheckJob
  ask: AskJob
  tick: TickJob
}[N]

/** Bound of the checks that wait: each takes as long as decoding a file does, and a request costs nothing. */
export const maxWaitingChecks = 10_000
