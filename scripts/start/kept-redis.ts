import { mkdir } from 'node:fs/promises'
import { freePortNear, spawnServer } from '@tapedeck/testkit'

/** A Redis whose data stays in a directory, with the settings that Tapedeck asks for: AOF on, nothing evicted. */
export const startKeptRedis = async (
  directory: string,
): Promise<{ url: string; stop(): Promise<void> }> => {
  await mkdir(directory, { recursive: true })
  const port = await freePortNear(6379)
  const server = await spawnServer(
    'redis-server',
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory],
      ...['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'],
    ],
    // Ctrl-C must not end it before the apps that still write to it
    { port, detached: true },
  )
  return { url: `redis://127.0.0.1:${port}`, stop: () => server.stop() }
}
