import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from '../free-port.ts'
import { spawnServer } from '../spawn-server.ts'
import { nginxConfig } from './nginx-config.ts'
import type { RtmpServer } from './rtmp-server.ts'

export type NginxRtmp = RtmpServer & {
  /** XML: applications, streams, clients. */
  statUrl: string
  /** SIGSTOP: connections stay open and nothing is sent. `resume` undoes it. */
  freeze(): void
  resume(): void
}

/**
 * Starts nginx with its RTMP module on a free port. Applications: `live` (players wait for a stream that is not
 * there, the module's default), `strict` (players are dropped when the publisher leaves), `denied` (nobody may
 * play). An unknown application closes the connection.
 * @param options.directives more directives for every application
 * @param options.onPublish asked with POST before a publisher is let in; no other answer than 2xx does
 * @param options.onPublishDone told with POST when a publisher has left
 */
export const startNginxRtmp = async (
  options: { directives?: string; onPublish?: string; onPublishDone?: string; port?: number } = {},
): Promise<NginxRtmp> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-nginx-'))
  const port = options.port ?? (await freePort())
  const statPort = await freePort()
  const file = join(directory, 'nginx.conf')
  await writeFile(
    file,
    nginxConfig({
      directory,
      port,
      statPort,
      directives: options.directives ?? '',
      onPublish: options.onPublish,
      onPublishDone: options.onPublishDone,
    }),
  )
  const server = await spawnServer('nginx', ['-c', file, '-p', directory, '-e', 'stderr'], { port })
  return {
    port,
    url: (app, stream) => `rtmp://127.0.0.1:${port}/${app}/${stream}`,
    statUrl: `http://127.0.0.1:${statPort}/stat`,
    freeze: () => server.signal('SIGSTOP'),
    resume: () => server.signal('SIGCONT'),
    stop: async () => {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
