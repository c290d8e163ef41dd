import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startApp, startRedis } from '@tapedeck/testkit'
import { runCli } from '../src/run-cli.ts'
import { captureTerminal } from './capture-terminal.ts'

export type CliAnswer = { exitCode: number; out: string; err: string }

/** An API over a Redis of its own, and the command line that asks it. */
export type CliWorld = {
  url: string
  redisUrl: string
  /** Of the filesystem storage. */
  directory: string
  /** Interrupts the command that runs. */
  interrupt(): void
  /** Runs a command as in a pipe. */
  run(
    args: string[],
    options?: { input?: string; env?: Record<string, string> },
  ): Promise<CliAnswer>
  /** Runs it with --json; throws unless it ends well. */
  json<T>(args: string[], input?: string): Promise<T>
  stop(): Promise<void>
}

const key = 'test-administrator-key'

/** Starts it; recordings are accepted and nobody records them. */
export const startCliWorld = async (): Promise<CliWorld> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-cli-'))
  const redis = await startRedis()
  const api = await startApp('api', {
    TAPEDECK_API_KEY: key,
    TAPEDECK_API_PORT: String(await freePort()),
    TAPEDECK_FILESYSTEM_DIR: directory,
    TAPEDECK_REDIS_URL: redis.url,
  })
  const listeners = new Set<() => void>()
  const run: CliWorld['run'] = async (args, { input = '', env } = {}) => {
    const terminal = captureTerminal()
    const exitCode = await runCli(args, {
      env: env ?? { TAPEDECK_URL: api.opsUrl, TAPEDECK_API_KEY: key },
      terminal,
      interrupts: {
        listen: (onInterrupt) => {
          listeners.add(onInterrupt)
          return () => listeners.delete(onInterrupt)
        },
      },
      readInput: async () => input,
    })
    return { exitCode, out: terminal.outText(), err: terminal.errText() }
  }
  return {
    url: api.opsUrl,
    redisUrl: redis.url,
    directory,
    run,
    interrupt: () => {
      for (const listener of listeners) listener()
    },
    json: async <T>(args: string[], input = ''): Promise<T> => {
      const answer = await run([...args, '--json'], { input })
      if (answer.exitCode !== 0)
        throw new Error(`tapedeck ${args.join(' ')} ended with ${answer.exitCode}: ${answer.err}`)
      return JSON.parse(answer.out) as T
    },
    stop: async () => {
      await api.stop()
      await redis.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
