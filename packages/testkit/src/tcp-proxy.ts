import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * What becomes of connections:
 * pass    bytes go both ways
 * stall   nothing goes either way, and nobody is told: a network that swallows packets
 * refuse  new connections are closed at once, open ones are cut
 */
export type TcpFault = 'pass' | 'stall' | 'refuse'

/** A TCP proxy in front of one server on 127.0.0.1, with a switch. */
export type TcpProxy = {
  port: number
  set(fault: TcpFault): void
  stop(): Promise<void>
}

/** Starts a proxy on a free port. Bytes that came while it stalled go on when it passes again. */
export const startTcpProxy = async (targetPort: number): Promise<TcpProxy> => {
  let fault: TcpFault = 'pass'
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // a cut connection is what this proxy is for
    socket.on('error', () => socket.destroy())
  }
  const server = createServer({ pauseOnConnect: true }, (near) => {
    keep(near)
    if (fault === 'refuse') {
      near.destroy()
      return
    }
    const far = connect(targetPort, '127.0.0.1')
    keep(far)
    far.pause()
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => {
        to.write(chunk)
      })
      from.once('close', () => to.destroy())
      if (fault === 'stall') from.pause()
      else from.resume()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    set: (wanted) => {
      fault = wanted
      for (const socket of sockets) {
        if (wanted === 'refuse') socket.destroy()
        else if (wanted === 'stall') socket.pause()
        else socket.resume()
      }
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
