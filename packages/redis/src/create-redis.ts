import { Redis, type RedisOptions } from 'ioredis'
import { scripts } from './scripts.ts'

/**
 * What a connection is for.
 *
 * command   short commands. While Redis is away they wait in a queue that is bounded by time: each is refused
 *           after `commandTimeoutMs` at the latest, so the queue holds at most what callers ask in that time.
 * blocking  blocking reads and subscriptions. Never gives up; after a reconnect (`ready`) the caller subscribes again.
 * bullmq    a worker of BullMQ, which demands `maxRetriesPerRequest: null` and does its own waiting.
 */
export type RedisRole = 'command' | 'blocking' | 'bullmq'

export type RedisConnectionOptions = {
  /** Shown by CLIENT LIST. */
  name: string
  role: RedisRole
  /** Told of every connection error; the client itself goes on reconnecting. */
  onError: (error: Error) => void
}

/** A connection to Redis. */
export type RedisClient = Redis

/** Longest wait for a short command, in milliseconds. */
export const commandTimeoutMs = 5000
const commandSocketTimeoutMs = 10_000
/** Longer than any blocking read: BullMQ blocks up to 10 s, the event log as long as its caller says, at most this less. */
const blockingSocketTimeoutMs = 60_000
const maxReconnectDelayMs = 2000
const endTimeoutMs = 1000

const optionsOfRole: Record<RedisRole, RedisOptions> = {
  command: {
    commandTimeout: commandTimeoutMs,
    socketTimeout: commandSocketTimeoutMs,
    maxRetriesPerRequest: 20,
    scripts,
  },
  blocking: {
    maxRetriesPerRequest: null,
    socketTimeout: blockingSocketTimeoutMs,
    // the client's own way leaves a rejection that nobody handles when the connection is closed meanwhile
    autoResubscribe: false,
  },
  bullmq: { maxRetriesPerRequest: null, socketTimeout: blockingSocketTimeoutMs },
}

/** 50 ms doubling up to 2 s, half of it random, so that a fleet does not come back at once. */
const reconnectDelayMs = (attempt: number): number => {
  const full = Math.min(maxReconnectDelayMs, 50 * 2 ** Math.min(attempt - 1, 10))
  return Math.round(full / 2 + (full / 2) * Math.random())
}

/**
 * Opens a connection; it connects in the background and reconnects for ever until `closeRedis`.
 * The only place where clients are made.
 */
export const createRedis = (url: string, options: RedisConnectionOptions): RedisClient => {
  const settings = {
    connectionName: options.name,
    retryStrategy: reconnectDelayMs,
    ...optionsOfRole[options.role],
    replyMapping: 'legacy' as const,
  }
  const redis = new Redis(url, settings)
  redis.on('error', options.onError)
  return redis
}

/**
 * Ends a connection at once; every command that waits on it is refused. Never throws.
 * `disconnect` alone leaves a client that is between two tries to reconnect as it is, with its commands waiting for
 * ever; one more try, broken off before it reaches the network, ends it like any other.
 */
export const abandonRedis = (redis: RedisClient): void => {
  redis.disconnect()
  if (redis.status !== 'reconnecting') return
  // Its refusal is what is wanted.
  redis.connect().catch(() => undefined)
  redis.disconnect()
}

const within = async (limitMs: number, promise: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([promise, timedOut])
  clearTimeout(timer)
}

// a function, since TypeScript takes the status for what it was before it was waited for
const isEnded = ({ status }: RedisClient): boolean => status === 'end'

/** Ends a connection: politely when Redis answers within a second, else at once. Resolves when it has ended; never throws. */
export const closeRedis = async (redis: RedisClient): Promise<void> => {
  if (isEnded(redis)) return
  const ended = new Promise<void>((resolve) => {
    redis.once('end', resolve)
  })
  if (redis.status === 'ready') {
    // A refused QUIT means that the connection is gone, which is what was wanted.
    redis.quit().catch(() => undefined)
    await within(endTimeoutMs, ended)
  }
  // to break off what has ended leaves a timer of two seconds, which keeps the process alive for so long
  if (isEnded(redis)) return
  abandonRedis(redis)
  await within(endTimeoutMs, ended)
}
