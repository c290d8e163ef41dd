import { createRedis, type RedisClient, type RedisRole } from '@tapedeck/redis'

type Script = (...args: unknown[]) => Promise<unknown>

/** Connections on which each script is sent twice, as after a lost answer; the caller sees the second answer. */
export const doublingRedis =
  (url: string) =>
  ({ name, role }: { name: string; role: RedisRole }): RedisClient => {
    const client = createRedis(url, { name, role, onError: () => undefined })
    const scripts = client as unknown as Record<string, Script>
    for (const script of Object.keys(client).filter((key) => key.startsWith('tapedeck'))) {
      const send = scripts[script]?.bind(client)
      scripts[script] = async (...args) => {
        await send?.(...args)
        return send?.(...args)
      }
    }
    return client
  }
