import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A child process that a test owns. It never outlives the process of the test. */
export type SpawnedProcess = {
  pid: number
  /** Resolves when the process has ended and its output was read to the end. */
  exited: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>
  /** The last 64 KiB of what it wrote to stdout and stderr. */
  output(): string
  signal(signal: NodeJS.Signals): void
  /** SIGTERM (or `signal`), then SIGKILL after `stopTimeoutMs`; resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<void>
}

export type SpawnProcessOptions = {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Told of everything that it writes. */
  onOutput?: (chunk: Buffer) => void
  /** From the signal of `stop` to SIGKILL; 3 s when absent. */
  stopTimeoutMs?: number
  /** In a process group of its own, so that a terminal's Ctrl-C does not reach it. */
  detached?: boolean
}

const outputLimit = 64 * 1024
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a process whose output is kept for messages of failing tests. */
export const spawnProcess = (
  command: string,
  args: readonly string[],
  options: SpawnProcessOptions = {},
): SpawnedProcess => {
  const { onOutput, stopTimeoutMs = 3000, ...spawnOptions } = options
  const child = spawn(command, args, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let text = ''
  const keep = (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-outputLimit)
    onOutput?.(chunk)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const exited = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>(
    (resolve) => {
      child.once('error', (error) => {
        running.delete(child)
        text += String(error)
        resolve({ exitCode: null, signal: null })
      })
      child.once('close', (exitCode, signal) => {
        running.delete(child)
        resolve({ exitCode, signal })
      })
    },
  )
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    if (signal === 'SIGTERM') child.kill('SIGCONT')
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
    await exited
    clearTimeout(timer)
  }
  return {
    pid: child.pid ?? -1,
    exited,
    output: () => text,
    signal: (signal) => {
      child.kill(signal)
    },
    stop: (signal = 'SIGTERM') => stop(signal),
    kill: () => stop('SIGKILL'),
  }
}

/** Never at a port that is none: what is told to listen there says so itself. */
const accepts = async (port: number): Promise<boolean> => {
  if (!(port > 0 && port < 65_536)) return false
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/**
 * Starts a server and waits until it accepts connections on 127.0.0.1:`port`.
 * @param options.listenTimeoutMs 20 s when absent
 * @throws Error with the server's output when it ends before that or takes longer
 */
export const spawnServer = async (
  command: string,
  args: readonly string[],
  options: SpawnProcessOptions & { port: number; listenTimeoutMs?: number },
): Promise<SpawnedProcess> => {
  const { port, listenTimeoutMs = 20_000, ...spawnOptions } = options
  const server = spawnProcess(command, args, spawnOptions)
  const life = { hasEnded: false }
  void server.exited.then(() => {
    life.hasEnded = true
  })
  const deadline = Date.now() + listenTimeoutMs
  while (!(await accepts(port))) {
    if (life.hasEnded || Date.now() > deadline) {
      await server.kill()
      throw new Error(`${command} does not listen on ${port}: ${server.output()}`)
    }
    await delay(20)
  }
  return server
}
