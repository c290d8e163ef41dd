import { hasImage, loadTestcontainers } from '../docker-engine.ts'
import { freePort } from '../free-port.ts'
import type { RedisServer } from './redis-server.ts'

/** The image that docker-compose.yml runs, unless the environment names another. */
const image = process.env.TAPEDECK_TEST_REDIS_IMAGE ?? 'redis:8'
const redisPort = 6379
const readyTimeoutMs = 30_000

/** True when a Docker engine answers and already holds the image. */
export const hasRedisImage = (): Promise<boolean> => hasImage(image)

/** Runs Redis in a container whose host port stays the same over a restart. */
export const startContainerRedis = async (): Promise<RedisServer> => {
  const { GenericContainer, getContainerRuntimeClient, Wait } = await loadTestcontainers()
  const hostPort = await freePort()
  const started = await new GenericContainer(image)
    .withCommand([
      ...['redis-server', '--appendonly', 'yes', '--save', ''],
      ...['--maxmemory-policy', 'noeviction'],
    ])
    .withExposedPorts({ container: redisPort, host: hostPort })
    .withWaitStrategy(Wait.forLogMessage('Ready to accept'))
    .start()
  const runtime = await getContainerRuntimeClient()
  const container = runtime.container.getById(started.getId())
  let isStopped = false
  const isRunning = async (): Promise<boolean> => (await container.inspect()).State.Running
  const kill = async (): Promise<void> => {
    if (await isRunning()) await container.kill()
  }
  const answers = async (): Promise<boolean> => {
    const ping = await started.exec(['redis-cli', 'ping'])
    return ping.output.includes('PONG')
  }
  return {
    url: `redis://${started.getHost()}:${hostPort}`,
    kill,
    restart: async () => {
      await kill()
      await container.start()
      const deadlineMs = Date.now() + readyTimeoutMs
      while (!(await answers()))
        if (Date.now() > deadlineMs) throw new Error('Redis did not come back in its container')
    },
    stop: async () => {
      if (isStopped) return
      isStopped = true
      await started.stop()
    },
  }
}
