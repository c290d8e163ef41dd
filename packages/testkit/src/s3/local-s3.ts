import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../free-port.ts'
import type { S3Access, S3Server } from './s3-server.ts'
import { firstTestBucket } from './test-bucket.ts'

const script = fileURLToPath(new URL('../../s3-server.sh', import.meta.url))
const run = promisify(execFile)
const startAttempts = 3

/** Runs the script with this process as the owner: what it starts ends with this process at the latest. */
const runScript = async (...args: string[]): Promise<string> => {
  const env = { ...process.env, S3_OWNER_PID: String(process.pid) }
  const { stdout } = await run(script, args, { env })
  return stdout
}

/** Why the server cannot run here, or null. */
export const localS3Problem = async (): Promise<string | null> => {
  if (process.platform !== 'linux') return 'it needs Linux'
  if (process.getuid?.() !== 0) return 'it needs root'
  try {
    await runScript('available')
    return null
  } catch {
    // the exit code is the answer
    return 'it needs Debian, for its packages'
  }
}

const start = async (
  directory: string,
  attempt = 1,
): Promise<{ settings: string; port: number }> => {
  const port = await freePort()
  try {
    return { settings: await runScript('start', String(port), directory), port }
  } catch (error) {
    // a free port is free only until somebody takes it
    if (attempt === startAttempts) throw error
    return start(directory, attempt + 1)
  }
}

/**
 * A one-node Ceph cluster with its S3 gateway, as local processes with a directory of their own.
 * Installs it first where it is missing, which takes about a minute and says so on stderr.
 */
export const localS3 = async (): Promise<S3Server> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-s3-'))
  const { settings, port } = await start(directory)
  const setting = (name: string): string =>
    new RegExp(`^${name}=(.*)$`, 'm').exec(settings)?.[1] ?? ''
  const access: S3Access = {
    endpoint: setting('S3_ENDPOINT'),
    region: setting('S3_REGION'),
    accessKeyId: setting('S3_ACCESS_KEY'),
    secretAccessKey: setting('S3_SECRET_KEY'),
  }
  const stop = async (): Promise<void> => {
    await runScript('kill', String(port))
    await rm(directory, { recursive: true, force: true })
  }
  return {
    kind: 'local',
    ...access,
    forcePathStyle: true,
    bucket: await firstTestBucket(access, stop),
    stop,
  }
}
