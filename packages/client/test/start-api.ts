import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startApp, startRedis } from '@tapedeck/testkit'

/** An API of its own over a Redis of its own, as an operator would start them. */
export type StartedApi = { url: string; key: string; stop: () => Promise<void> }

/** Starts both and waits until the API is ready; files would go into a directory that `stop` removes. */
export const startApi = async (): Promise<StartedApi> => {
  const key = 'test-administrator-key'
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-client-'))
  const redis = await startRedis()
  const api = await startApp('api', {
    TAPEDECK_API_KEY: key,
    TAPEDECK_API_PORT: String(await freePort()),
    TAPEDECK_FILESYSTEM_DIR: directory,
    TAPEDECK_REDIS_URL: redis.url,
  })
  return {
    url: api.opsUrl,
    key,
    stop: async () => {
      await api.stop()
      await redis.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
