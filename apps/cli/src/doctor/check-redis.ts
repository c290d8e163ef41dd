import { randomUUID } from 'node:crypto'
import { abandonRedis, createRedis, type RedisClient } from '@tapedeck/redis'
import { clockFinding } from './clock-rule.ts'
import { failureText } from './failure-text.ts'
import { type Finding, ok, problem } from './finding.ts'
import { latencyFinding, parseInfo, redisFindings } from './redis-rules.ts'
import { within } from './within.ts'

/** What Redis told; the clock is told of with the other clocks. */
export type RedisReport = { redis: Finding[]; clock: Finding[] }

export type RedisCheckOptions = {
  /** With its password. */
  url: string
  /** Milliseconds since 1970 by this host. */
  wallClock: () => number
}

const connectMs = 5000
const pings = 30

/** Without user and password. */
const placeOf = (url: string): string => {
  const { hostname, port } = new URL(url)
  return `${hostname}:${port === '' ? '6379' : port}`
}

const unreachable = (place: string, error: unknown): Finding => {
  const why = failureText(error)
  const isRefusal = /^(NOAUTH|WRONGPASS|NOPERM|ERR AUTH)/.test(why)
  return isRefusal
    ? problem(
        'redis_refuses',
        `Redis at ${place} refuses the password: ${why}`,
        'Put user and password into TAPEDECK_REDIS_URL: redis://user:password@host:port.',
      )
    : problem(
        'redis_unreachable',
        `Redis at ${place} cannot be reached: ${why}`,
        'Start it, or set TAPEDECK_REDIS_URL; from here, redis-cli -u "$TAPEDECK_REDIS_URL" PING must answer PONG.',
      )
}

const measureLatency = async (redis: RedisClient): Promise<Finding> => {
  const times: number[] = []
  for (let index = 0; index < pings; index++) {
    const startedAt = performance.now()
    await redis.ping()
    times.push(performance.now() - startedAt)
  }
  return latencyFinding(times)
}

/** Writes a key of its own and runs a script, as every change of a record does. */
const tryWriting = async (redis: RedisClient): Promise<Finding> => {
  const key = `tapedeck:doctor:${randomUUID()}`
  const script = "redis.call('SET', KEYS[1], '1', 'PX', 10000) return redis.call('DEL', KEYS[1])"
  try {
    await redis.eval(script, 1, key)
    return ok('redis_write', 'scripts may write and delete keys below tapedeck:')
  } catch (error) {
    return problem(
      'redis_write',
      `Redis takes no writes: ${failureText(error)}`,
      'OOM: raise maxmemory. MISCONF: mend the disk of Redis. READONLY: name the primary. NOPERM: let the user run all commands on keys tapedeck:* and all channels.',
    )
  }
}

const compareClocks = async (redis: RedisClient, wallClock: () => number): Promise<Finding> => {
  const before = wallClock()
  const [seconds, microseconds] = await redis.time()
  const middle = (before + wallClock()) / 2
  const theirs = Number(seconds) * 1000 + Number(microseconds) / 1000
  return clockFinding('redis', middle - theirs, 0)
}

const look = async (redis: RedisClient, place: string, wallClock: () => number) => {
  const info = parseInfo(await redis.info())
  return {
    redis: [
      ok('redis_unreachable', `answers at ${place}`),
      ...redisFindings(info),
      await tryWriting(redis),
      await measureLatency(redis),
    ],
    clock: [await compareClocks(redis, wallClock)],
  }
}

/** Looks at Redis as a recorder would use it. Never throws. */
export const checkRedis = async ({ url, wallClock }: RedisCheckOptions): Promise<RedisReport> => {
  let refuse: (error: Error) => void = () => undefined
  const refused = new Promise<never>((_, reject) => {
    refuse = reject
  })
  const place = placeOf(url)
  // the client would try again for ever; the first refusal is the answer here
  const redis = createRedis(url, {
    name: 'tapedeck-doctor',
    role: 'command',
    onError: (error) => refuse(error),
  })
  refused.catch(() => undefined)
  try {
    await within(connectMs, Promise.race([redis.ping(), refused]))
    return await within(connectMs * 2, Promise.race([look(redis, place, wallClock), refused]))
  } catch (error) {
    return { redis: [unreachable(place, error)], clock: [] }
  } finally {
    abandonRedis(redis)
  }
}
