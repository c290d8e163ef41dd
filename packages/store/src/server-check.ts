import type { RedisClient } from '@tapedeck/redis'

const oldestMajor = 7

const problemsOf = (info: Map<string, string>): string[] => {
  const problems: string[] = []
  const version = info.get('redis_version') ?? 'unknown'
  if (Number.parseInt(version, 10) < oldestMajor)
    problems.push(`Redis ${version} is too old: ${oldestMajor}.0 or newer is needed`)
  const policy = info.get('maxmemory_policy')
  if (policy !== undefined && policy !== 'noeviction')
    problems.push(
      `maxmemory-policy is ${policy}: Redis would throw recordings away when memory runs out; set it to noeviction`,
    )
  if (info.get('aof_enabled') === '0')
    problems.push(
      'appendonly is off: Redis would forget recordings when it restarts; set appendonly yes',
    )
  return problems
}

/** Settings of the server under which recordings could get lost, as sentences. Asked by INFO, which hosted servers allow too. */
export const checkServer = async (redis: RedisClient): Promise<string[]> => {
  const lines = (await redis.info()).split('\r\n').filter((line) => line.includes(':'))
  return problemsOf(
    new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    ),
  )
}
