import { type Finding, ok, problem, warning } from './finding.ts'

/** The answer of INFO, name to value. */
export type RedisInfo = ReadonlyMap<string, string>

const oldestMajor = 7
const fullShare = 0.8
const connectionShare = 0.9
/** Of a command there and back; a recorder renews leases and writes records all the time. */
const slowMs = 10

/** Reads INFO. */
export const parseInfo = (text: string): RedisInfo =>
  new Map(
    text
      .split('\r\n')
      .filter((line) => line.includes(':') && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )

const numberOf = (info: RedisInfo, name: string): number => Number(info.get(name) ?? Number.NaN)

const versionFindings = (info: RedisInfo): Finding[] => {
  const version = info.get('redis_version') ?? 'unknown'
  const isOld = Number.parseInt(version, 10) < oldestMajor
  const code = 'redis_version'
  return [
    isOld
      ? problem(code, `Redis ${version} is too old`, `Install Redis ${oldestMajor}.0 or newer.`)
      : ok(code, `Redis ${version}`),
  ]
}

const evictionFindings = (info: RedisInfo): Finding[] => {
  const policy = info.get('maxmemory_policy')
  if (policy === undefined) return []
  return [
    policy === 'noeviction'
      ? ok('redis_evicts', 'nothing is evicted (maxmemory-policy noeviction)')
      : problem(
          'redis_evicts',
          `maxmemory-policy is ${policy}: Redis throws recordings away when its memory runs out`,
          'redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf.',
        ),
  ]
}

const durabilityFindings = (info: RedisInfo): Finding[] => {
  if (info.get('aof_enabled') === '0')
    return [
      problem(
        'redis_forgets',
        'appendonly is off: Redis forgets recordings when it restarts',
        'redis-cli CONFIG SET appendonly yes, and the same in redis.conf; wait until INFO persistence says aof_rewrite_in_progress:0.',
      ),
    ]
  const failing = ['aof_last_write_status', 'aof_last_bgrewrite_status'].filter(
    (name) => (info.get(name) ?? 'ok') !== 'ok',
  )
  return failing.length === 0
    ? [ok('redis_forgets', 'every write goes to the append-only file')]
    : [
        problem(
          'redis_disk',
          `Redis cannot write its append-only file (${failing.join(', ')})`,
          'Look at the log of Redis, and at the room and the rights of its directory.',
        ),
      ]
}

const roleFindings = (info: RedisInfo): Finding[] => [
  ...(info.get('redis_mode') === 'cluster'
    ? [
        problem(
          'redis_cluster',
          'Redis runs in cluster mode, which is not supported',
          'Use one Redis with replicas, or a hosted one whose cluster mode is off.',
        ),
      ]
    : []),
  ...(info.get('role') === 'slave'
    ? [
        problem(
          'redis_replica',
          'this Redis is a replica and takes no writes',
          'Let TAPEDECK_REDIS_URL name the primary.',
        ),
      ]
    : []),
]

const roomFindings = (info: RedisInfo): Finding[] => {
  const maxBytes = numberOf(info, 'maxmemory')
  const usedShare = numberOf(info, 'used_memory') / maxBytes
  const clientShare = numberOf(info, 'connected_clients') / numberOf(info, 'maxclients')
  return [
    ...(maxBytes > 0 && usedShare > fullShare
      ? [
          warning(
            'redis_memory',
            `${Math.round(usedShare * 100)} % of its memory is used; when it is full nothing can be written`,
            'Raise maxmemory, or lower TAPEDECK_RETENTION_DAYS.',
          ),
        ]
      : []),
    ...(clientShare > connectionShare
      ? [
          warning(
            'redis_connections',
            `${Math.round(clientShare * 100)} % of its connections are taken`,
            'Raise maxclients of Redis.',
          ),
        ]
      : []),
  ]
}

/** What the settings of a Redis mean for recordings. */
export const redisFindings = (info: RedisInfo): Finding[] => [
  ...versionFindings(info),
  ...roleFindings(info),
  ...evictionFindings(info),
  ...durabilityFindings(info),
  ...roomFindings(info),
]

/** How fast it answers: the middle of the times of some commands, in milliseconds. */
export const latencyFinding = (times: readonly number[]): Finding => {
  const sorted = times.toSorted((a, b) => a - b)
  const middleMs = sorted[Math.floor(sorted.length / 2)] ?? 0
  const worstMs = sorted.at(-1) ?? 0
  const what = `a command takes ${middleMs.toFixed(1)} ms, ${worstMs.toFixed(1)} ms at worst`
  return middleMs <= slowMs
    ? ok('redis_slow', what)
    : warning(
        'redis_slow',
        what,
        'Run Redis in the same place as the recorders, on a host that is not busy; redis-cli SLOWLOG GET shows slow commands.',
      )
}
