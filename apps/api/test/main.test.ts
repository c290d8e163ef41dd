import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startApp, startRedis } from '@tapedeck/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { apiKey } from './api-fixture.ts'

const environment = async (): Promise<Record<string, string>> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-api-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return {
    TAPEDECK_API_KEY: apiKey,
    TAPEDECK_API_PORT: String(await freePort()),
    TAPEDECK_FILESYSTEM_DIR: directory,
  }
}

it('starts from the environment, serves, and ends by itself on SIGTERM', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const env = { ...(await environment()), TAPEDECK_REDIS_URL: redis.url }
  const api = await startApp('api', env, { isSource: true })
  onTestFinished(() => api.kill())
  const answer = await fetch(`${api.opsUrl}/v1/recorders`, {
    headers: { authorization: `Bearer ${apiKey}` },
  })
  expect(await answer.json()).toEqual({ items: [] })
  await api.stop()
  expect(await api.exited).toMatchObject({ exitCode: 0 })
  expect(api.output()).not.toContain('open handles')
  expect(api.output()).not.toContain(apiKey)
})

it('does not start with a wrong environment and names every problem', async () => {
  const env = { ...(await environment()), TAPEDECK_API_PORT: 'http', TAPEDECK_S3_BUKCET: 'x' }
  await expect(startApp('api', env)).rejects.toThrow(
    /TAPEDECK_S3_BUKCET is not a known variable; did you mean TAPEDECK_S3_BUCKET\?\n.*TAPEDECK_API_PORT must be/,
  )
})
