import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { freePort } from '../free-port.ts'
import type { RedisServer } from './redis-server.ts'

type Child = ChildProcessByStdio<null, Readable, null>

const bootAttempts = 3

const hasEnded = (child: Child): boolean => child.exitCode !== null || child.signalCode !== null

const boot = async (directory: string, port: number): Promise<Child> => {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory]
  const durable = ['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction']
  const child = spawn('redis-server', [...args, ...durable], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error))
  const isReady = (async () => {
    let log = ''
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      log += String(chunk)
      if (log.includes('Ready to accept')) return
    }
    throw new Error(`redis-server ended before it was ready:\n${log}`)
  })()
  await Promise.race([isReady, failed])
  // The rest of its log is nobody's business, but an unread pipe would block it.
  child.stdout.resume()
  return child
}

const killAndWait = async (child: Child): Promise<void> => {
  if (hasEnded(child)) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** A free port is free only until somebody takes it, so a lost race is tried again. */
const bootOnFreePort = async (
  directory: string,
  attempt = 1,
): Promise<{ child: Child; port: number }> => {
  const port = await freePort()
  try {
    return { child: await boot(directory, port), port }
  } catch (error) {
    if (attempt === bootAttempts) throw error
    return bootOnFreePort(directory, attempt + 1)
  }
}

/** Runs the machine's redis-server on a free port, its data in a directory of its own. */
export const startLocalRedis = async (): Promise<RedisServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-redis-'))
  const first = await bootOnFreePort(directory)
  let child = first.child
  const killAtExit = () => child.kill('SIGKILL')
  process.once('exit', killAtExit)
  return {
    url: `redis://127.0.0.1:${first.port}`,
    kill: () => killAndWait(child),
    restart: async () => {
      await killAndWait(child)
      child = await boot(directory, first.port)
    },
    stop: async () => {
      process.off('exit', killAtExit)
      await killAndWait(child)
      await rm(directory, { recursive: true, force: true })
    },
  }
}
