import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiClient, createApiClient, type DocumentWorld, freePort } from '@tapedeck/testkit'
import { projectDir } from '../project-files.ts'
import { runCommand, succeeds } from './run-command.ts'

const baseImages = ['node:24-trixie-slim', 'debian:trixie-slim', 'redis:8']

/** What is missing here to build the images and run docker-compose.yml, or null; nothing is ever pulled for a test. */
export const missingForCompose = async (): Promise<string | null> => {
  if (!(await succeeds('docker', 'info'))) return 'no Docker engine answers'
  if (!(await succeeds('docker', 'compose', 'version'))) return 'there is no docker compose'
  for (const image of baseImages)
    if (!(await succeeds('docker', 'image', 'inspect', image))) return `no image ${image}`
  return null
}

/** docker-compose.yml at work under a name of its own, with the API on a free port. */
export type ComposeStack = {
  api: ApiClient
  /** Runs docker compose. */
  compose(...args: string[]): Promise<string>
  /** Publishes what ffmpeg makes of the arguments to the stack's RTMP server, with the ffmpeg of the image. */
  publish(name: string, encoding: readonly string[], seconds: number): Promise<string>
  /** Runs a command in a container of the API, and so inside the stack's network. */
  inside(...command: string[]): Promise<string>
  /** Where the commands of docs/deployment.md find the stack. */
  page: DocumentWorld
  stop(): Promise<void>
}

/** The ports of the test's own: the API's on the host, nobody else's, so that a stack that runs here is left alone. */
const portsFile = (port: number): string => `services:
  api: { ports: !override ["127.0.0.1:${port}:8080"] }
  s3: { ports: !reset [] }
  rtmp: { ports: !reset [] }
`

const pictures = 'testsrc2=size=320x180:rate=25'

/** Builds the images and starts everything, with so many recorders; it is up when every health check is passed. */
export const startComposeStack = async (recorders: number): Promise<ComposeStack> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-compose-'))
  const port = await freePort()
  const override = join(directory, 'ports.yml')
  await writeFile(override, portsFile(port))
  const project = `tapedeck-test-${port}`
  const key = 'key-of-the-deployment-test'
  const files = ['-f', 'docker-compose.yml', '-f', override]
  const compose = (...args: string[]): Promise<string> =>
    runCommand('docker', ['compose', '-p', project, ...files, ...args], { TAPEDECK_API_KEY: key })
  const stop = async (): Promise<void> => {
    await compose('down', '--volumes', '--remove-orphans', '--timeout', '5')
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await compose('build')
    await compose('up', '--detach', '--wait', '--scale', `recorder=${recorders}`)
  } catch (error) {
    const logs = await compose('logs', '--tail', '20').catch(() => '')
    await stop()
    throw new Error(`the stack did not start: ${String(error)}\n${logs}`)
  }
  return {
    api: createApiClient(`http://127.0.0.1:${port}`, key),
    compose,
    async publish(name, encoding, seconds) {
      const input = ['-nostdin', '-v', 'error', '-re', '-f', 'lavfi', '-i', pictures]
      const sound = ['-f', 'lavfi', '-i', 'sine', '-t', String(seconds), '-c:a', 'aac']
      const target = ['-f', 'flv', `rtmp://rtmp:1935/live/${name}`]
      const ffmpeg = ['ffmpeg', ...input, ...sound, ...encoding, ...target]
      await compose('run', '--rm', '--detach', '--no-deps', 'recorder', ...ffmpeg)
      return `rtmp://rtmp:1935/live/${name}`
    },
    page: {
      directory: projectDir,
      addresses: {
        'docker compose': `docker compose -p ${project} ${files.join(' ')}`,
        'http://127.0.0.1:8080': `http://127.0.0.1:${port}`,
        'demo-key-not-for-production': key,
      },
      env: { ...(process.env as Record<string, string>), TAPEDECK_API_KEY: key },
    },
    inside: (...command) => compose('exec', '-T', 'api', ...command),
    stop,
  }
}
