import { once } from 'node:events'
import { startRedis } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  abandonRedis,
  answerWithin,
  closeRedis,
  createRedis,
  type RedisRole,
  runScript,
  toRedisError,
} from '../src/index.ts'

const ignore = () => undefined

describe('a connection to Redis', () => {
  let server: Awaited<ReturnType<typeof startRedis>>
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  const open = (role: RedisRole) =>
    createRedis(server.url, { name: `test-${role}`, role, onError: ignore })

  /** A client that has lost its server and waits for the next try. */
  const openLost = async (role: RedisRole) => {
    const redis = open(role)
    await redis.ping()
    const lost = once(redis, 'reconnecting')
    await server.kill()
    await lost
    return redis
  }

  it('carries its name', async () => {
    const redis = open('command')
    expect(await redis.client('LIST')).toContain('name=test-command')
    await closeRedis(redis)
    expect(redis.status).toBe('end')
  })

  it('leaves no timer behind that would keep its process alive', async () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    const redis = open('command')
    await redis.ping()
    await closeRedis(redis)
    expect(timers()).toBe(before)
  })

  it('runs scripts, also after Redis has forgotten them', async () => {
    const redis = open('command')
    const acquire = () => runScript(redis, 'tapedeckAcquireLease', ['a', 'b'], ['me', 1000, 'n'])
    expect(await acquire()).toBeNull()
    await redis.script('FLUSH')
    expect(await acquire()).toBeNull()
    await closeRedis(redis)
  })

  it('refuses a command within its time while Redis is away, and serves again', async () => {
    const redis = await openLost('command')
    const refused = await redis.ping().catch(toRedisError)
    expect(refused).toMatchObject({ code: 'REDIS_UNAVAILABLE' })
    await server.restart()
    await expect.poll(() => redis.status, { timeout: 10_000 }).toBe('ready')
    expect(await redis.ping()).toBe('PONG')
    await closeRedis(redis)
  })

  it('ends at once while it waits to reconnect, with the commands that wait on it', async () => {
    const redis = await openLost('blocking')
    const waiting = redis.ping().catch(toRedisError)
    abandonRedis(redis)
    expect(await waiting).toMatchObject({ code: 'REDIS_UNAVAILABLE' })
    expect(redis.status).toBe('end')
    await server.restart()
  })

  it('lets a caller go that waits too long for an answer', async () => {
    await expect(answerWithin(1, new Promise(ignore))).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
    })
  })

  it('leaves errors alone that are mistakes of ours', async () => {
    const redis = open('command')
    await redis.set('text', 'x')
    const error = await redis.lpush('text', 'y').catch(toRedisError)
    expect(error).toMatchObject({ name: 'ReplyError' })
    await closeRedis(redis)
  })
})
