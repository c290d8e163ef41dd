import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from '../free-port.ts'
import { spawnServer } from '../spawn-server.ts'
import type { RtmpServer } from './rtmp-server.ts'

export type NodeMediaServer = RtmpServer & {
  /** Its own API, for the user of the options; null without one. */
  apiUrl: string | null
}

/**
 * Starts node-media-server (npm) as a child process on a free port, for machines without nginx. Any application
 * name works; players of a stream that is not there wait for it; the last group of pictures is sent first.
 * @param options.notifyUrl told with POST of everything that happens to streams
 * @param options.apiUser may ask its API
 */
export const startNodeMediaServer = async (
  options: { port?: number; notifyUrl?: string; apiUser?: { user: string; password: string } } = {},
): Promise<NodeMediaServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-nms-'))
  const port = options.port ?? (await freePort())
  const { notifyUrl, apiUser } = options
  const apiPort = apiUser === undefined ? null : await freePort()
  const file = join(directory, 'config.json')
  const config = {
    bind: '127.0.0.1',
    rtmp: { port },
    ...(apiPort === null ? {} : { http: { port: apiPort } }),
    ...(notifyUrl === undefined ? {} : { notify: { url: notifyUrl } }),
    auth: {
      play: false,
      publish: false,
      ...(apiUser === undefined
        ? {}
        : { jwt: { users: [{ username: apiUser.user, password: apiUser.password }] } }),
    },
    store: { path: join(directory, 'data') },
    record: { path: join(directory, 'record') },
    webadmin: { enable: false },
  }
  await writeFile(file, JSON.stringify(config))
  const program = createRequire(import.meta.url).resolve('node-media-server/bin/app.js')
  const server = await spawnServer(process.execPath, [program, '-c', file], {
    port,
    cwd: directory,
  })
  return {
    port,
    url: (app, stream) => `rtmp://127.0.0.1:${port}/${app}/${stream}`,
    apiUrl: apiPort === null ? null : `http://127.0.0.1:${apiPort}`,
    stop: async () => {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
