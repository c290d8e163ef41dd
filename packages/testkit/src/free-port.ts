import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

const portOrNone = async (wanted: number): Promise<number | null> => {
  const server = createServer().listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    // taken, or not ours to take
    return null
  }
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Below the ports that systems give to outgoing connections, which could take one before its server listens. */
const range = { first: 15_000, count: 17_000 }
/** Processes that look at the same time begin at different places. */
const distance = 101
let next = (process.pid * distance) % range.count

/** A TCP port on 127.0.0.1 that nobody listened on a moment ago, and that this process was not given before. */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < range.count; tries++) {
    const port = await portOrNone(range.first + next)
    next = (next + 1) % range.count
    if (port !== null) return port
  }
  throw new Error('127.0.0.1 has no free port')
}

/** The wanted port, or any free one when it is taken: for servers that people look for at a known place. */
export const freePortNear = async (wanted: number): Promise<number> =>
  (await portOrNone(wanted)) ?? (await freePort())
