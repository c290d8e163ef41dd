import { expect, it } from 'vitest'
import { latencyFinding, parseInfo, redisFindings } from './redis-rules.ts'

const well = {
  redis_version: '7.2.4',
  redis_mode: 'standalone',
  role: 'master',
  maxmemory_policy: 'noeviction',
  aof_enabled: '1',
  aof_last_write_status: 'ok',
  maxmemory: '0',
  used_memory: '1000000',
  maxclients: '10000',
  connected_clients: '10',
}

const badIn = (changed: Partial<Record<keyof typeof well, string>>): string[] => {
  const text = Object.entries({ ...well, ...changed })
    .map(([name, value]) => `${name}:${value}`)
    .join('\r\n')
  return redisFindings(parseInfo(`# Server\r\n${text}\r\n`))
    .filter(({ state }) => state !== 'ok')
    .map(({ state, code }) => `${state} ${code}`)
}

it('finds nothing wrong with a Redis that is set up well', () => {
  expect(badIn({})).toEqual([])
})

it.each([
  [{ redis_version: '6.2.14' }, 'problem redis_version'],
  [{ redis_mode: 'cluster' }, 'problem redis_cluster'],
  [{ role: 'slave' }, 'problem redis_replica'],
  [{ maxmemory_policy: 'allkeys-lru' }, 'problem redis_evicts'],
  [{ aof_enabled: '0' }, 'problem redis_forgets'],
  [{ aof_last_write_status: 'err' }, 'problem redis_disk'],
  [{ maxmemory: '1100000' }, 'warning redis_memory'],
  [{ connected_clients: '9500' }, 'warning redis_connections'],
])('finds %j', (changed, found) => {
  expect(badIn(changed)).toEqual([found])
})

it('says nothing of settings that a hosted Redis does not show', () => {
  expect(redisFindings(parseInfo('redis_version:7.4.0\r\naof_enabled:1'))).toMatchObject([
    { state: 'ok' },
    { state: 'ok' },
  ])
})

it('judges the speed by the middle, not by one slow answer', () => {
  expect(latencyFinding([1, 1, 1, 1, 400]).state).toBe('ok')
  expect(latencyFinding([1, 30, 30, 30, 30]).state).toBe('warning')
})
