import { type RedisServer, startRedis, startTcpProxy, type TcpProxy } from '@tapedeck/testkit'

/** A Redis that is reached in two ways: itself, and through a proxy with a switch. Stopping either stops both. */
export type ProxiedRedis = { proxy: TcpProxy; direct: RedisServer; proxied: RedisServer }

/** Starts a Redis behind a proxy. */
export const startProxiedRedis = async (): Promise<ProxiedRedis> => {
  const redis = await startRedis()
  const proxy = await startTcpProxy(Number(new URL(redis.url).port))
  const stop = async (): Promise<void> => {
    await proxy.stop()
    await redis.stop()
  }
  const direct = { ...redis, stop }
  return { proxy, direct, proxied: { ...direct, url: `redis://127.0.0.1:${proxy.port}` } }
}
