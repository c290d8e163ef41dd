import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

import { deathSignalLauncher } from './death-signal.ts'

/** A child with nothing on stdin and both outputs on pipes. */
export type OutputChild = ChildProcessByStdio<null, Readable, Readable>

/** A child that is fed on stdin, with both outputs on pipes. */
export type FedChild = ChildProcessByStdio<Writable, Readable, Readable>

const children = new Set<ChildProcess>()

const killAll = (): void => {
  for (const child of children) child.kill('SIGKILL')
}

/** Kills a child when this process exits. */
const own = (child: ChildProcess): void => {
  if (children.size === 0) process.once('exit', killAll)
  children.add(child)
  const forget = (): void => {
    children.delete(child)
    if (children.size === 0) process.off('exit', killAll)
  }
  child.once('exit', forget)
  child.once('error', () => {
    if (child.pid === undefined) forget()
  })
}

/** The program to start and its arguments, so that the kernel ends it with this process. */
const launched = (command: string, args: readonly string[]): [string, string[]] => {
  const [program = command, ...words] = [...deathSignalLauncher(), command, ...args]
  return [program, words]
}

/**
 * Starts a program without a shell, in a session of its own so that a Ctrl-C in the terminal reaches only us, which
 * ends it properly. It is killed when this process exits, and by the kernel when this process is killed.
 */
export const spawnOwned = (command: string, args: readonly string[]): OutputChild => {
  const child = spawn(...launched(command, args), {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  own(child)
  return child
}

/** The same for a program that reads its input from stdin. */
export const spawnFed = (command: string, args: readonly string[]): FedChild => {
  const child = spawn(...launched(command, args), {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  own(child)
  return child
}
