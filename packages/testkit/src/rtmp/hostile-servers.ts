import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

import type { RtmpServer } from './rtmp-server.ts'

export type HostileServer = RtmpServer & {
  /** Connections that are open now. */
  connections(): number
}

const startHostileServer = async (onSocket: (socket: Socket) => void): Promise<HostileServer> => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // the other side hanging up is what these tests are about
    socket.on('error', () => socket.destroy())
    onSocket(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: (app, stream) => `rtmp://127.0.0.1:${port}/${app}/${stream}`,
    connections: () => sockets.size,
    stop: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Accepts the connection, reads, and never says anything. */
export const startMuteServer = (): Promise<HostileServer> =>
  startHostileServer((socket) => {
    socket.resume()
  })

/** Sends random bytes, as many as are taken, from the first moment on. */
export const startGarbageServer = (): Promise<HostileServer> =>
  startHostileServer((socket) => {
    socket.resume()
    const pour = (): void => {
      while (!socket.destroyed && socket.write(randomBytes(64 * 1024)));
    }
    socket.on('drain', pour)
    pour()
  })

/** Accepts the connection and closes it at once. */
export const startSlammingServer = (): Promise<HostileServer> =>
  startHostileServer((socket) => socket.destroy())
