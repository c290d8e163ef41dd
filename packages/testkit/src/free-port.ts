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

/** A TCP port on 127.0.0.1 that nobody listened on a moment ago. */
export const freePort = async (): Promise<number> => {
  const port = await portOrNone(0)
  if (port === null) throw new Error('127.0.0.1 has no free port')
  return port
}

/** The wanted port, or any free one when it is taken: for servers that people look for at a known place. */
export const freePortNear = async (wanted: number): Promise<number> =>
  (await portOrNone(wanted)) ?? (await freePort())
