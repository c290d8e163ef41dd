import { join } from 'node:path'
import {
  type AppProcess,
  freePort,
  type ManyPublishers,
  makeSource,
  publishMany,
  type Stack,
  startApp,
  startNginxRtmp,
} from '@tapedeck/testkit'

export const domain = 'bench.example.com'
export const nameOf = (index: number) => ({ domain, app: 'live', stream: `s${index}` })

/** When recorders heard of commands, as their logs tell. */
export type Heard = {
  /** Resolves with the wall time at which the next such command of a recording came, after `sinceMs`. */
  next(recordingId: string, command: string, sinceMs: number): Promise<number>
}

type Line = { time?: string; msg?: string; recordingId?: string; commands?: string[] }

const parse = (text: string): Line => {
  try {
    return JSON.parse(text) as Line
  } catch {
    // not of the logger
    return {}
  }
}

const listen = () => {
  const waiting = new Map<string, (atMs: number) => void>()
  const came = new Map<string, number>()
  let rest = ''
  const onOutput = (chunk: Buffer): void => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const { msg, time, recordingId, commands = [] } of lines.map(parse))
      if (msg === 'commands have come')
        for (const command of commands) {
          const key = `${recordingId} ${command}`
          const atMs = Date.parse(time ?? '')
          came.set(key, atMs)
          waiting.get(key)?.(atMs)
        }
  }
  return { waiting, came, onOutput }
}

/** Two recorders, each as if on a host of its own, whose logs are listened to. */
export const startHosts = async (stack: Stack): Promise<{ apps: AppProcess[]; heard: Heard }> => {
  await stack.apps.find(({ name }) => name === 'recorder')?.stop()
  const ears = [listen(), listen()]
  const apps = await Promise.all(
    ears.map(({ onOutput }, index) => {
      const id = `host-${index + 1}`
      const own = { TAPEDECK_RECORDER_ID: id, TAPEDECK_SPOOL_DIR: join(stack.spoolDir, id) }
      return startApp('recorder', { ...stack.env, ...own }, { onOutput })
    }),
  )
  const next: Heard['next'] = (recordingId, command, sinceMs) =>
    new Promise((resolve) => {
      const key = `${recordingId} ${command}`
      for (const { came, waiting } of ears) {
        const atMs = came.get(key) ?? 0
        if (atMs >= sinceMs) return resolve(atMs)
        waiting.set(key, resolve)
      }
    })
  return { apps, heard: { next } }
}

/** Publishes so many streams that a rule records, and waits until all are recorded; `ids` are their recordings. */
export const startStreams = async (
  { api }: Stack,
  options: { streams: number; directory: string },
): Promise<{ ids: string[]; stop(): Promise<void> }> => {
  const { streams, directory } = options
  const port = await freePort()
  await api.createDomain({
    name: domain,
    pullUrlPattern: `rtmp://127.0.0.1:${port}/{app}/{stream}`,
  })
  const asked = { name: 'bench', kind: 'nginx-rtmp', domain }
  const { body } = await api.call<{ ingestPath: string; secret: string }>(
    'POST',
    '/v1/sources',
    asked,
  )
  const objectPattern = 'bench/{RecordingId}/{Sequence}_{EscapedStartTime}'
  await api.createRule({
    domain,
    mode: 'automatic',
    template: { name: 'bench', formats: [{ format: 'mp4', cycleSeconds: 3600, objectPattern }] },
  })
  const told = `${api.url}${body.ingestPath}&secret=${encodeURIComponent(body.secret)}`
  const server = await startNginxRtmp({ port, onPublish: told, onPublishDone: told })
  const file = await makeSource({ dir: directory, seconds: 900, size: '128x72', fps: 10 })
  const names = Array.from({ length: streams }, (_, index) => nameOf(index))
  const publishers: ManyPublishers = await publishMany({
    urls: names.map(({ app, stream }) => server.url(app, stream)),
    file,
  })
  const ids: string[] = []
  for (const name of names) {
    const { recordings } = await api.waitForStream(
      name,
      (live) => live.recordings.length > 0,
      60_000,
    )
    ids.push(recordings[0]?.recordingId ?? '')
  }
  for (const id of ids) await api.waitFor(id, ({ state }) => state === 'recording', 60_000)
  return {
    ids,
    stop: async () => {
      publishers.kill()
      await server.stop()
    },
  }
}
